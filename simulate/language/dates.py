"""Days of the calendar in plain words."""

import datetime


def date(day: datetime.date) -> str:
    """Write a day as both languages of the north and every spreadsheet read it: "2018-04-11" (ISO 8601)."""
    return day.isoformat()
