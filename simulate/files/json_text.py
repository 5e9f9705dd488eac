"""Plain values as JSON for people and programs."""

import json


def json_text(value: object) -> str:
    """Write plain values as JSON for people and programs."""
    return json.dumps(value, indent=2, ensure_ascii=False, allow_nan=False) + "\n"
