"""What a command must not load: a question is answered, and help printed, before spaCy would have started."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from fixtures_store import LIMIT, environment, write_documents

pytest_plugins = ["fixtures_store"]

READING = "spacy thinc onnxruntime tokenizers symspellpy lxml pypdfium2 bibtexparser kg.extract kg.read"
NETWORKS = "networkx igraph networkit pandas numpy scipy matplotlib pyarrow"
SERVING = "fastapi uvicorn starlette jinja2 pyvis"
CLUSTER = "dask distributed fsspec multiprocessing"
GRAPH = "pyoxigraph rdflib oxrdflib yaml filelock"
HEAVY = f"{READING} {NETWORKS} {SERVING} {CLUSTER} rdflib oxrdflib"

ASK = """
import sys
from kg import cli
sys.argv = ["kg", *sys.argv[2:]] if (unwanted := sys.argv[1].split()) else []
try:
    cli.main()
except SystemExit as end:
    assert not end.code, end.code
loaded = [name for name in unwanted if name in sys.modules]
print("loaded:", *loaded, file=sys.stderr)
"""

CASES = {
    "--help": f"{HEAVY} {GRAPH} pydantic",
    "--version": f"{HEAVY} {GRAPH} rich",
    "build --help": f"{HEAVY} {GRAPH}",
    "query --list": f"{HEAVY} kg.extract kg.shapes kg.vocab",
    "query works": f"{HEAVY} kg.shapes kg.validate kg.vocab kg.receipt kg.shards",
    "query mechanisms-for-obstacle --json": f"{HEAVY} kg.shapes kg.validate kg.vocab",
    "info": f"{HEAVY} kg.shapes kg.validate kg.vocab",
    "validate": f"{READING} {NETWORKS} {SERVING} {CLUSTER}",
    "build {papers} --dry-run": f"spacy thinc onnxruntime kg.extract networkx pandas {SERVING} dask distributed",
}
"""Command to the modules that it must not load."""


@pytest.mark.parametrize(("command", "unwanted"), CASES.items(), ids=CASES)
def test_nothing_is_loaded_that_is_not_used(command: str, unwanted: str, store: Path, tmp_path: Path) -> None:
    asked = command.format(papers=write_documents(tmp_path / "papers", ("adams-2001.txt",))).split()
    done = subprocess.run(
        [sys.executable, "-c", ASK, unwanted, *asked],
        env={**environment(), "KG_STORE": str(store)},
        capture_output=True,
        text=True,
        timeout=LIMIT,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert done.stderr.splitlines()[-1].split()[1:] == []
