"""Who may import whom: one direction through the layers, and one owner for each third-party library."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

import kg

PACKAGE = Path(kg.__file__).parent

STAGES = (
    "read repair extract link assemble rdf store loading disk sparql queries network layout claimrow export evaluate "
    "validate shards shapes ontology_page ontology_terms ontology_triples ontology_diagram curate audit compare "
    "scholars disagree calibration networks measures patterns duplicates answers counting holdings shelves remote"
)
LAYERS = tuple(
    frozenset(names.split())
    for names in (
        "model",
        "terms normal resources",
        "vocab aliases cells",
        STAGES,
        (
            "claimtable engines naming verdicts pipeline reports receipt publish judging networking viewing patterning "
            "intaking exporting "
            "arguments notebook api index deciding remaking"
        ),
        "serve",
        "cli cli_export cli_intake cli_judging cli_serve cli_view cli_network options terminal __main__ __init__",
    )
)
"""The modules of the package, and its folders; each layer may import those before it."""

WITHIN = {
    "extract": {"repair"},  # it reads repaired text and needs the map back to the text as it was read
    "network": {"claimrow"},
    "networks": {"claimrow"},
    "networking": {"claimtable"},
    "patterns": {"claimrow", "measures", "networks"},
    "patterning": {"networking"},
    "export": {"claimrow", "networks", "patterns"},
    "curate": {"claimrow"},
    "audit": {"claimrow", "curate", "evaluate"},
    "compare": {"claimrow"},
    "answers": {"counting", "loading"},
    "store": {"answers", "disk", "holdings", "loading", "remote", "shelves", "sparql"},
    "remote": {"answers", "disk", "loading", "sparql", "store"},
    "holdings": {"disk", "loading", "shelves"},
    "shelves": {"disk", "loading"},
    "loading": {"disk"},
    "ontology_page": {"ontology_terms", "ontology_diagram"},
    "ontology_terms": {"ontology_triples"},
    "validate": {"shapes"},
    "pipeline": {"engines", "publish"},
    "engines": {"naming", "publish", "verdicts"},
    "publish": {"naming", "verdicts"},
    "reports": {"receipt"},
    "deciding": {"index", "publish"},
    "index": {"claimtable", "reports"},
    "judging": {"publish", "reports"},
    "remaking": {"publish"},
    "intaking": {"publish"},
    "exporting": {"networking", "publish", "receipt"},
    "api": {"arguments", "exporting", "networking", "notebook", "receipt", "reports", "viewing"},
    "cli": {"cli_export", "cli_intake", "cli_judging", "cli_network", "cli_serve", "cli_view", "options", "terminal"},
    "cli_export": {"options", "terminal"},
    "cli_intake": {"options", "terminal"},
    "cli_judging": {"options", "terminal"},
    "cli_network": {"options", "terminal"},
    "cli_serve": {"options", "terminal"},
    "cli_view": {"options", "terminal"},
    "viewing": {"networking", "reports"},
    "__main__": {"cli"},
}
"""Who imports what of its own layer."""

PRIVATE = {
    "answers": {"store", "remote", "serve"},
    "disk": {"store", "holdings", "shelves", "loading", "remote", "index"},
    "loading": {"answers", "store", "holdings", "shelves", "remote"},
    "sparql": {"store", "remote"},
    "remote": {"api", "store", "options"},
    "claimrow": {
        "network",
        "networks",
        "networking",
        "claimtable",
        "export",
        "curate",
        "audit",
        "compare",
        "judging",
        "patterns",
        "viewing",
        "notebook",
        "index",
        "deciding",
        "serve",
    },
    "serve": {"cli_serve"},
    "cli": {"__main__"},
}
"""Modules that only some may import."""

OWNERS = {
    "anyio": {"serve/"},
    "bibtexparser": {"read/bibtex_blocks.py", "read/bibtex_names.py"},
    "charset_normalizer": {"read/fulltext.py", "read/decoding.py"},
    "citeproc": {"export/citations.py"},
    "docx": {"export/"},
    "dask": {"engines/"},
    "distributed": {"engines/"},
    "fastapi": {"serve/"},
    "fsspec": {"shelves.py"},
    "filelock": {"store.py", "holdings.py"},
    "lxml": {"read/"},
    "matplotlib": {"export/patterns_plots.py"},
    "networkit": {"measures/"},
    "networkx": {
        "network.py",
        "networks/",
        "networking.py",
        "viewing.py",
        "patterning.py",
        "patterns/",
        "measures/",
        "layout.py",
        "export/",
    },
    "numpy": {"layout.py", "extract/", "measures/", "patterns/"},
    "pandas": {"notebook.py", "engines/"},
    "py3langid": {"read/language.py"},
    "pyarrow": {"export/tables.py", "engines/"},
    "pylatexenc": {"read/latex.py"},
    "pypdfium2": {"read/pdf/child.py"},
    "rapidfuzz": {"duplicates.py", "index/search.py"},
    "onnxruntime": {"extract/network.py"},
    "oxrdflib": {"store.py"},
    "pydantic": {"serve/"},
    "pyoxigraph": {
        "answers.py",
        "loading.py",
        "ontology_triples.py",
        "shapes.py",
        "store.py",
        "vocab.py",
        "remote/",
        "serve/",
    },
    "pyvis": {"export/"},
    "jinja2": {"ontology_page.py", "serve/"},
    "rdflib": {"vocab.py", "store.py", "sparql.py", "shapes.py", "ontology_terms.py", "ontology_triples.py"},
    "rich": {"terminal.py"},
    "scipy": {"layout.py", "measures/"},
    "spacy": {"extract/"},
    "starlette": {"serve/"},
    "symspellpy": {"repair/"},
    "threadpoolctl": {"extract/network.py", "layout.py", "patterning.py"},
    "tokenizers": {"extract/"},
    "typer": {
        "cli.py",
        "cli_export.py",
        "cli_intake.py",
        "cli_judging.py",
        "cli_network.py",
        "cli_serve.py",
        "cli_view.py",
        "options.py",
    },
    "uvicorn": {"serve/run.py", "serve/slow.py"},
    "openpyxl": {"curate/tables.py"},
    "xlsxwriter": {"export/", "curate/sheets.py"},
    "yaml": {"read/fulltext.py", "queries.py"},
}
"""The files and folders that may import a third-party library."""

FOR_TYPES = {("engines/one.py", "spacy"), ("api.py", "networkx")}
"""Libraries imported under TYPE_CHECKING only, to name a type."""


@dataclass(frozen=True)
class Import:
    """One imported module, by its full name."""

    file: str
    line: int
    module: str
    for_types: bool = False

    @property
    def unit(self) -> str:
        """The module or folder of the package that imports."""
        return self.file.split("/")[0].removesuffix(".py")

    def __str__(self) -> str:
        return f"kg/{self.file}:{self.line}: imports {self.module}"


def imports(path: Path) -> Iterator[Import]:
    """Every import of a file, also those inside functions."""
    file = path.relative_to(PACKAGE).as_posix()
    tree = ast.parse(path.read_text(encoding="utf-8"), file)
    guarded = {id(node) for branch in ast.walk(tree) if _for_types(branch) for node in ast.walk(branch)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Import | ast.ImportFrom):
            for module in _modules(node):
                yield Import(file, node.lineno, module, id(node) in guarded)


def _for_types(node: ast.AST) -> bool:
    return isinstance(node, ast.If) and "TYPE_CHECKING" in ast.dump(node.test)


def _modules(node: ast.Import | ast.ImportFrom) -> list[str]:
    if isinstance(node, ast.Import):
        return [name.name for name in node.names]
    assert node.level == 0, "relative imports are not used"
    module = node.module or ""
    return [f"kg.{name.name}" for name in node.names] if module == "kg" else [module]


def unit_of(module: str) -> str | None:
    """The module or folder of the package that is imported; None for what is not in it."""
    first, _, rest = module.partition(".")
    return rest.split(".")[0] if first == "kg" and rest != "__version__" else None


def layer(unit: str) -> int:
    """The number of the layer of a unit."""
    found = [number for number, units in enumerate(LAYERS) if unit in units]
    assert len(found) == 1, f"kg/{unit} is in no layer; give it one in LAYERS"
    return found[0]


def breach(found: Import) -> str | None:
    """What is wrong with an import, or None."""
    unit = unit_of(found.module)
    if unit is not None:
        return _breach_of_layers(found, unit)
    library = found.module.split(".")[0]
    if library in sys.stdlib_module_names or library == "kg":
        return None
    if found.for_types and (found.file, library) in FOR_TYPES:
        return None
    owners = OWNERS.get(library, set())
    if any(found.file == owner or (owner.endswith("/") and found.file.startswith(owner)) for owner in owners):
        return None
    return f"{found}, which belongs to {', '.join(sorted(owners)) or 'nobody: name its owner in OWNERS'}"


def _breach_of_layers(found: Import, unit: str) -> str | None:
    here, there = layer(found.unit), layer(unit)
    if unit == found.unit:
        return None
    if there > here:
        return f"{found}, which is in a later layer"
    if there == here and unit not in WITHIN.get(found.unit, set()):
        return f"{found}, which is in its own layer; pass it in from the pipeline"
    if found.unit not in PRIVATE.get(unit, {found.unit}):
        return f"{found}, which is for {', '.join(sorted(PRIVATE[unit]))} alone"
    return None


FILES = sorted(PACKAGE.rglob("*.py"))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.relative_to(PACKAGE).as_posix())
def test_a_module_imports_only_what_it_may(path: Path) -> None:
    breaches = [text for found in imports(path) if (text := breach(found))]
    assert not breaches, "\n".join(["", *breaches])


def test_every_rule_is_in_use() -> None:
    found = [i for path in FILES for i in imports(path)]
    libraries = {i.module.split(".")[0] for i in found}
    assert not set(OWNERS) - libraries, "OWNERS names libraries that nobody imports"
    pairs = {(i.unit, unit_of(i.module)) for i in found}
    assert not {(a, b) for a, units in WITHIN.items() for b in units} - pairs, "WITHIN allows what nobody does"


@pytest.mark.parametrize(
    ("found", "message"),
    [
        (Import("model.py", 1, "kg.vocab"), "which is in a later layer"),
        (
            Import("model.py", 1, "rdflib"),
            "which belongs to ontology_terms.py, ontology_triples.py, shapes.py, sparql.py, store.py, vocab.py",
        ),
        (Import("link/linker.py", 1, "kg.extract.predicates"), "which is in its own layer"),
        (Import("rdf.py", 1, "kg.disk"), "which is in its own layer"),
        (Import("pipeline.py", 1, "kg.disk"), "which is for holdings, index, loading, remote, shelves, store alone"),
        (Import("rdf.py", 1, "kg.pipeline"), "which is in a later layer"),
        (Import("reports.py", 1, "kg.pipeline"), "which is in its own layer"),
        (Import("rdf.py", 1, "rdflib.namespace"), "which belongs to"),
        (Import("pipeline.py", 1, "spacy"), "which belongs to extract/"),
        (Import("cli.py", 1, "requests"), "which belongs to nobody"),
        (Import("engines/one.py", 1, "spacy.language", for_types=True), None),
        (Import("export/graph.py", 1, "pyvis.network"), None),
        (Import("export/tables.py", 1, "kg.claimrow"), None),
        (Import("rdf.py", 1, "kg.model"), None),
        (Import("cli.py", 1, "kg.__version__"), None),
        (Import("cli.py", 1, "pathlib"), None),
    ],
    ids=str,
)
def test_the_rule_finds_breaches(found: Import, message: str | None) -> None:
    said = breach(found)
    assert (message or "") in (said or "")
    assert (said is None) == (message is None)


def test_imports_inside_functions_and_for_types_are_seen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys.modules[__name__], "PACKAGE", tmp_path)
    (tmp_path / "a.py").write_text(
        "from typing import TYPE_CHECKING\n"
        "if TYPE_CHECKING:\n    from spacy.language import Language\n"
        "def f():\n    from kg import disk, sparql\n    import os.path\n",
        encoding="utf-8",
    )
    found = {(i.line, i.module, i.for_types) for i in imports(tmp_path / "a.py")}
    assert found == {
        (1, "typing", False),
        (3, "spacy.language", True),
        (5, "kg.disk", False),
        (5, "kg.sparql", False),
        (6, "os.path", False),
    }
