"""The tables of the file, one model each, and what they say of their keys."""
