"""What concerns several tables of a scenario: mistakes, warnings and what follows from names."""
