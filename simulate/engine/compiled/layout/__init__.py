"""What a town is made of in the compiled engine: tables by thing, how a plan fills them and how a log is read from them."""
