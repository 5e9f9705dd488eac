"""What cannot be written, in words that say how to mend it."""


class FilesError(Exception):
    """Something cannot be written; the message says what and how to mend it."""


class TooLateError(FilesError):
    """Something could not be written as it was asked for, though nothing spoke against it before the work began."""
