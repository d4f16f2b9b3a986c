"""Joins the stages that ask: a store to answers, networks, pages, tables and checks."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from kg import queries
from kg.holdings import Shards
from kg.model import Extraction, QueryError, StoreError
from kg.resources import data_dir
from kg.store import Store

if TYPE_CHECKING:
    from kg.receipt import Receipt
    from kg.validate import Violation

PAGE_TITLE = "Intergovernmental relations"


def questions() -> tuple[queries.Question, ...]:
    """The ready questions."""
    return queries.catalogue(data_dir("queries"))


def ask(store: Store, asked: str, values: Mapping[str, str]) -> str:
    """The SPARQL of a ready question with its values, of a file, or of standard input, named ``-``.

    Raises:
        QueryError: nothing of that name, or a parameter is missing, unknown or unfit.
    """
    if asked == "-":
        return _own_query("standard input", sys.stdin.buffer.read, values)
    if asked.endswith((".rq", ".sparql")) or os.path.isfile(asked):
        return _own_query(asked, Path(asked).read_bytes, values)
    question = queries.find_in(data_dir("queries"), asked)
    return queries.bind(question, values, lambda label, kind: queries.resolve_label(store, label, kind))


def _own_query(name: str, read: Callable[[], bytes], values: Mapping[str, str]) -> str:
    if values:
        raise QueryError("--set works with the ready questions; write the values into your own query")
    try:
        return read().decode("utf-8-sig")
    except (OSError, UnicodeDecodeError) as e:
        raise QueryError(f"{name}: cannot be read ({e}); give SPARQL in UTF-8") from e


def claim_rows(store: Store) -> Iterator[Mapping[str, str]]:
    """One row a claim, as the question ``claims`` gives them."""
    yield from _rows(store, "claims")


def rejected_rows(store: Store) -> Iterator[Mapping[str, str]]:
    """One row a claim that curators rejected or wrote anew, in the columns of the others and more."""
    yield from {row["claim"]: row for row in _rows(store, "rejected-claims")}.values()


def _rows(store: Store, question: str) -> Iterator[Mapping[str, str]]:
    table = store.select(queries.find_in(data_dir("queries"), question).text)
    for row in table.rows:
        yield dict(zip(table.columns, (cell or "" for cell in row), strict=True))


def info(store: Store, path: Path) -> Receipt:
    """The receipt of the build of the store at ``path``.

    Raises:
        StoreError: a document of the store is damaged.
    """
    from kg import receipt

    return receipt.receipt(store, Shards(path))


def validate(store: Store, path: Path) -> list[Violation]:
    """Every breach of the promises of the store at ``path``, sorted by file and node.

    Raises:
        VocabularyError: the shapes are missing or hold what is not known.
    """
    # Imported here because a question is answered in less time than rdflib takes to load.
    from kg import shapes
    from kg.validate import located, shape_violations, text_violations

    damaged: list[Violation] = []
    found = [
        *shape_violations(store, shapes.load(shapes.shapes_file())),
        *text_violations(store, _extractions(Shards(path), damaged)),
    ]
    return located(store, [*damaged, *found])


def _extractions(folder: Shards, damaged: list[Violation]) -> Iterator[Extraction]:
    from kg import shards
    from kg.validate import DOCUMENT_TEXT, Violation

    for name in folder.shards():
        try:
            yield shards.load(folder.read_shard(name))
        except StoreError as e:
            place, cure = f"documents/{name}", "delete the file and build its document again"
            damaged.append(Violation(place, DOCUMENT_TEXT, f"cannot be read: {e}", cure, place))
