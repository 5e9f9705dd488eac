"""Benchmarks: `python -m tests.benchmarks`. They measure; they are no tests and nothing depends on their figures."""
