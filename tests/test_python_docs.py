"""The page and the notebook on Python are true: their code runs in order, and the notebook tells of no machine."""

from __future__ import annotations

import ast
import json
import re
from pathlib import Path
from typing import Any

import pytest

from kg.api import Graph

pytest_plugins = ["fixtures_store"]

DOCS = Path(__file__).parents[1] / "docs"
PAGE = (DOCS / "python.md").read_text(encoding="utf-8")
NOTEBOOK: dict[str, Any] = json.loads((DOCS / "notebook.ipynb").read_text(encoding="utf-8"))
CODE: list[dict[str, Any]] = [cell for cell in NOTEBOOK["cells"] if cell["cell_type"] == "code"]


@pytest.fixture
def beside_a_store(store: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a store named .kg, which code runs in."""
    (tmp_path / ".kg").symlink_to(store, target_is_directory=True)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("MPLBACKEND", "agg")
    return tmp_path


def run(source: str, names: dict[str, Any]) -> None:
    """Run code as a notebook does: the value of a last expression is shown."""
    lines = ast.parse(source).body
    shown = [line.value for line in lines[-1:] if isinstance(line, ast.Expr)]
    exec(compile(ast.Module(lines[: len(lines) - len(shown)], []), "<cell>", "exec"), names)
    for value in (eval(compile(ast.Expression(last), "<cell>", "eval"), names) for last in shown):
        show = getattr(value, "_repr_html_", value.__repr__)
        assert show()


def test_the_examples_of_the_page_run(beside_a_store: Path) -> None:
    names: dict[str, Any] = {}
    for block in re.findall(r"^```python\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL):
        run(block, names)
    assert {"near.html", "evidence.xlsx", "review.md"} <= {path.name for path in beside_a_store.iterdir()}


def test_the_page_names_every_call() -> None:
    calls = {name for name in vars(Graph) if not name.startswith("_")}
    assert {name for name in calls if f"g.{name}(" not in PAGE} == set()


def test_the_cells_of_the_notebook_run(beside_a_store: Path) -> None:
    names: dict[str, Any] = {}
    for cell in CODE:
        run("".join(cell["source"]), names)
    assert (beside_a_store / "evidence.xlsx").is_file()


def test_the_notebook_is_executed_and_tells_nothing_of_a_machine() -> None:
    assert [cell["execution_count"] for cell in CODE] == list(range(1, len(CODE) + 1))
    assert [cell["id"] for cell in NOTEBOOK["cells"]] == [f"cell-{n:02}" for n in range(1, len(NOTEBOOK["cells"]) + 1)]
    assert set(NOTEBOOK["metadata"]) == {"kernelspec", "language_info"}
    outputs = [output for cell in CODE for output in cell["outputs"]]
    assert not [output for output in outputs if output["output_type"] == "error" or output.get("name") == "stderr"]
    text = json.dumps(NOTEBOOK)
    assert len(text) < 2_000_000
    assert not re.search(r" at 0x[0-9a-f]{6}|/tmp/|/home/|/Users/", text)
