"""Numbers for people: the table on the screen, figures, one child's plan, what a file says."""
