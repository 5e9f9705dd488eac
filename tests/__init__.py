"""The checks of the program. A package, because some libraries install a package `tests` of their own beside it."""
