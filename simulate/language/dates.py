"""Days of the calendar in plain words."""

import datetime


def date(day: datetime.date) -> str:
    """Write a day as ISO 8601 has it, which is read alike in every country and by every spreadsheet: "2018-04-11"."""
    return day.isoformat()
