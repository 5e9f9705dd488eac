"""Write the files that follow from the program.

python tests/regenerate.py              the JSON Schema, the tables of keys, the list of files, the README's table
python tests/regenerate.py --expected   the saved results of the shipped scenarios, and the tables of
                                        results/helsingborg.md, in some minutes; look at the difference
"""

import ast
import json
import re
import sys
from pathlib import Path

from simulate.scenario.schema.export import json_schema, key_tables, targets_schema
from simulate.scenario.shipped import TARGETS, shipped_folder

ROOT = Path(__file__).parents[1]
ROWS_SHOWN = 12
"""Of the table, in the project's README: enough to see how it is read."""
BEGIN, END = "<!-- keys: written by tests/regenerate.py -->", "<!-- end of keys -->"


def schema_file() -> str:
    """Give what scenarios/scenario.schema.json should hold."""
    return json.dumps(json_schema(), indent=2, ensure_ascii=False) + "\n"


def targets_file() -> str:
    """Give what scenarios/targets/targets.schema.json should hold."""
    return json.dumps(targets_schema(), indent=2, ensure_ascii=False) + "\n"


def with_key_tables(readme: str) -> str:
    """Give scenarios/README.md with its tables of keys fresh."""
    tables = f"{BEGIN}\n\n{key_tables()}\n{END}"
    return re.sub(f"{re.escape(BEGIN)}.*?{re.escape(END)}", lambda _: tables, readme, flags=re.DOTALL)


def with_layout(readme: str) -> str:
    """Give simulate/README.md with its list of files fresh: each with the first line of its docstring."""
    rows, folder = [], ""
    for path in sorted((ROOT / "simulate").rglob("*.py"), key=lambda path: (path.parent, path.name)):
        said = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or ""
        line = said.split("\n")[0].rstrip(".")
        name = path.relative_to(ROOT).parent.as_posix()
        if name != folder:
            rows.append("" if path.name != "__init__.py" else f"{name + '/':<31}{line}")
            folder = name
        if path.name not in ("__init__.py", "__main__.py"):
            rows.append(f"    {path.name:<27}{line}")
    block = "\n".join(rows)
    return re.sub(
        "<!-- layout -->.*?<!-- /layout -->",
        lambda _: f"<!-- layout -->\n```text\n{block}\n```\n<!-- /layout -->",
        readme,
        flags=re.DOTALL,
    )


def with_table(readme: str) -> str:
    """Give the project's README with the beginning of the committed results' table fresh: its sentences and waits."""
    table = (ROOT / "results" / "helsingborg" / "table.txt").read_text(encoding="utf-8")
    sentences, waits, *_ = table.split("\n\n")
    first = "\n".join(waits.splitlines()[:ROWS_SHOWN])
    block = f"<!-- table -->\n```text\n{sentences}\n\n{first}\n…\n```\n<!-- /table -->"
    return re.sub("<!-- table -->.*?<!-- /table -->", lambda _: block, readme, flags=re.DOTALL)


def regenerate(folder: Path) -> None:
    """Write the JSON Schema, and between their marks the tables of keys, the README's table and the list of files."""
    project = ROOT / "README.md"
    project.write_text(with_table(project.read_text(encoding="utf-8")), encoding="utf-8")
    program = ROOT / "simulate" / "README.md"
    program.write_text(with_layout(program.read_text(encoding="utf-8")), encoding="utf-8")
    (folder / "scenario.schema.json").write_text(schema_file(), encoding="utf-8")
    (folder / TARGETS / "targets.schema.json").write_text(targets_file(), encoding="utf-8")
    readme = folder / "README.md"
    readme.write_text(with_key_tables(readme.read_text(encoding="utf-8")), encoding="utf-8")


if __name__ == "__main__":
    if "--expected" in sys.argv[1:]:
        from expected import base_case
        from expected.shipped import save_all

        save_all()
        page = base_case.PAGE.read_text(encoding="utf-8")
        base_case.PAGE.write_text(base_case.with_blocks(page, base_case.blocks()), encoding="utf-8")
    else:
        regenerate(shipped_folder())
