"""Executes the notebook of the documentation anew: its sources stay, its outputs are what a store gives.

    python docs/notebook.py STORE docs/notebook.ipynb

STORE is a store of the bundled corpus. The same store and the same versions of the libraries give the same bytes.
"""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path
from typing import Any

import nbformat
from nbclient import NotebookClient

METADATA = {
    "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}
LIMIT = 600
"""Seconds that a cell may take."""


def executed(notebook: Any, store: Path) -> Any:
    """The notebook with the outputs it has beside a store named ``.kg``; what it writes is thrown away.

    Raises:
        CellExecutionError: a cell fails.
    """
    with tempfile.TemporaryDirectory(prefix="kg-") as folder:
        (Path(folder) / ".kg").symlink_to(store.resolve(), target_is_directory=True)
        settings = {"PYTHONHASHSEED": "0", "IPYTHONDIR": folder, "MPLCONFIGDIR": folder}
        client = NotebookClient(notebook, timeout=LIMIT, kernel_name="python3")
        client.execute(cwd=folder, env={**os.environ, **settings})
    return notebook


def normalised(notebook: Any) -> Any:
    """The notebook without what differs from run to run: times, ids drawn by chance, versions of the machine."""
    notebook.metadata = nbformat.from_dict(METADATA)
    notebook.nbformat_minor = 5
    for number, cell in enumerate(notebook.cells, start=1):
        cell["id"] = f"cell-{number:02}"
        cell["metadata"] = {}
    for number, cell in enumerate((c for c in notebook.cells if c.cell_type == "code"), start=1):
        cell["execution_count"] = number
        for output in cell["outputs"]:
            if "execution_count" in output:
                output["execution_count"] = number
            if "metadata" in output:
                output["metadata"] = {}
    return notebook


def main(store: Path, path: Path) -> None:
    """Execute the notebook at a path and write it back.

    Raises:
        CellExecutionError: a cell fails; the file stays as it was.
    """
    made = normalised(executed(normalised(nbformat.read(path, as_version=4)), store))
    nbformat.validate(made)
    path.write_text(nbformat.writes(made, indent=1, sort_keys=True, ensure_ascii=False) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2] if len(sys.argv) > 2 else "docs/notebook.ipynb"))
