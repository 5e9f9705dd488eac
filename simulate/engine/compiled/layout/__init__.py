"""What a town is made of in the compiled engine: tables by thing, filled by a plan, and read into a log."""
