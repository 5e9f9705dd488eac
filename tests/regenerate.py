"""Write the files that follow from the schema: python tests/regenerate.py."""

import json
import re
from pathlib import Path

from simulate.scenario.schema_export import json_schema, key_tables
from simulate.scenario.shipped import shipped_folder

BEGIN, END = "<!-- keys: written by tests/regenerate.py -->", "<!-- end of keys -->"


def schema_file() -> str:
    """Give what scenarios/scenario.schema.json should hold."""
    return json.dumps(json_schema(), indent=2, ensure_ascii=False) + "\n"


def with_key_tables(readme: str) -> str:
    """Give scenarios/README.md with its tables of keys fresh."""
    tables = f"{BEGIN}\n\n{key_tables()}\n{END}"
    return re.sub(f"{re.escape(BEGIN)}.*?{re.escape(END)}", lambda _: tables, readme, flags=re.DOTALL)


def regenerate(folder: Path) -> None:
    """Write the JSON Schema, and the tables of keys between their marks in the README."""
    (folder / "scenario.schema.json").write_text(schema_file(), encoding="utf-8")
    readme = folder / "README.md"
    readme.write_text(with_key_tables(readme.read_text(encoding="utf-8")), encoding="utf-8")


if __name__ == "__main__":
    regenerate(shipped_folder())
