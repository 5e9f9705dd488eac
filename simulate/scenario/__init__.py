"""Contract 1, what may be asked: the scenario file, its reading and its errors."""
