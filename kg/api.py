"""The store from Python and in notebooks.

import kg
g = kg.open(".kg")
g.claims(relations="addresses").to_pandas()
"""

from __future__ import annotations

import html
import json
import re
import tempfile
import warnings
from collections.abc import Mapping
from dataclasses import fields, replace
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kg import exporting, network, networking, queries, receipt, reports
from kg.arguments import filter_of, number, parameter, text, way_to_roll
from kg.model import QueryError, Roll, StoreError
from kg.networking import Material
from kg.networks import Filter, chosen
from kg.notebook import Answer, Claims, Page, answer
from kg.remote.address import is_address
from kg.store import PREFIXES, Store
from kg.viewing import Part, draw

if TYPE_CHECKING:
    import networkx as nx

LARGE = 2_000_000
"""Characters of a page that are too many for a notebook."""

_SPARQL = re.compile(
    r"\s*(#|(SELECT|ASK|CONSTRUCT|DESCRIBE|PREFIX|BASE|INSERT|DELETE|DROP|CLEAR|LOAD)\b)", re.IGNORECASE
)
_OF_EXPORT = {field.name for field in fields(exporting.Asked)} - {"filter"}


class Graph:
    """A store, open for asking; it stays as it was opened, whatever is built later.

    Filters are those of ``kg.networks.Filter``, by name: ``relations``, ``polarity``, ``modality``, ``belief``,
    ``since``, ``until``, ``places``, ``levels``, ``curated``; one that is None asks nothing.
    """

    def __init__(self, path: Path | str) -> None:
        """Open a store by its folder, or a graph on a server by its address (``sparql+http://...``).

        Raises:
            StoreError: there is no store at the path, or the server cannot be asked.
        """
        self._place = str(path)
        self._opened: Store | None = Store.open(path)

    def claims(self, about: str = "", **filters: Any) -> Claims:
        """The claims that a filter takes, all without one; with ``about``, those with an end of that name.

        Raises:
            KgError: a filter is unknown or unfit, or nothing has the name.
        """
        found = self._material(filters)
        if not about:
            return Claims(found.claims, str(found.asked))
        thing = queries.resolve_label(self._store, text("about", about), queries.THING)
        rows = tuple(row for row in found.claims if thing in (row.head, row.tail))
        told = f", {found.asked}" if found.asked != Filter() else ""
        return Claims(rows, f"about {about}{told}")

    def works(self) -> Answer:
        """The works: document id, citation, title, year, DOI, and how many claims each makes."""
        return self._answer(_WORKS)

    def query(self, asked: str | Path, /, **values: str | int) -> Answer:
        """The answer of a ready question with its parameters, of a ``.rq`` file, or of SPARQL.

        Well-known prefixes need not be declared. A parameter that is a word of Python, such as ``from``, is given as
        ``from_``.

        Raises:
            QueryError: the question is unknown or broken, or a parameter is missing, unknown or unfit.
        """
        asked = str(asked) if isinstance(asked, Path) else text("query", asked)
        is_file = asked.endswith((".rq", ".sparql"))
        if not is_file and not _SPARQL.match(asked):
            question = queries.find(reports.questions(), asked)
            given = {name.rstrip("_"): parameter(name, value) for name, value in values.items()}
            return self._answer(queries.bind(question, given, partial(queries.resolve_label, self._store)))
        if values:
            raise QueryError("values go with the ready questions; write them into your own query")
        own = reports.ask(self._store, str(Path(asked).expanduser()), {}) if is_file else asked
        return self._answer(_prefixed(own))

    def questions(self) -> Answer:
        """The ready questions, their parameters, with what each is unless it is given, and what they ask."""
        rows = tuple((q.name, ", ".join(map(_told, q.parameters)), q.summary) for q in reports.questions())
        return Answer(("question", "parameters", "what it asks"), rows)

    def network(self, name: str = "", roll: Roll | str | None = None, **filters: Any) -> nx.Graph[str]:
        """The network of the claims that a filter takes, or a named one, such as ``mechanisms-obstacles``.

        Args:
            name: one of :meth:`networks`; the network of all claims without one.
            roll: how far things of a named network are rolled up: ``none``, ``vocabulary`` (unless told) or ``class``.
            filters: which claims count.

        Raises:
            KgError: nothing has the name, or a filter is unknown or unfit.
        """
        found = self._material(filters)
        if name:
            made: nx.Graph[str] = found.network(text("name", name), way_to_roll(roll or Roll.VOCABULARY))
            return made
        if roll:
            raise QueryError("roll goes with a named network; give one of g.networks() too")
        return network.of_claims(row for row in found.claims if not row.speaks_of_work)

    def networks(self) -> Answer:
        """The named networks and what they tie."""
        return Answer(("network", "what it ties"), tuple((q.name, q.summary) for q in networking.catalogue()))

    def show(self, focus: str = "", hops: int = 1, height: int = 640, **filters: Any) -> Page:
        """What is within some relations of a thing, or without one all that a filter takes, as an interactive page.

        Raises:
            KgError: nothing is left to draw, the thing is unknown, or a filter is unknown or unfit.
        """
        part = Part(text("focus", focus), number("hops", hops, least=1))
        with tempfile.TemporaryDirectory(prefix="kg-") as folder:
            path = Path(folder) / "page.html"
            draw(self._material(filters), path, part)
            page = Page(path.read_text(encoding="utf-8"), reports.PAGE_TITLE, number("height", height, least=1))
        if len(page.content) > LARGE:
            size = f"{len(page.content) / 1e6:.1f} MB"
            warnings.warn(f"a page of {size} makes a notebook slow; give a focus, or save(path) it", stacklevel=2)
        return page

    def export(self, kind: str, path: Path | str, **asked: Any) -> tuple[Path, ...]:
        """Write the claims that a filter takes in one of the forms of :meth:`exports`, and give the files written.

        What ``kg.exporting.Asked`` has beside the filter is given by name too, such as ``style`` or ``least``.

        Raises:
            KgError: the kind or a filter is unknown, or the place cannot be written.
        """
        options: dict[str, Any] = {name: asked.pop(name) for name in sorted(asked.keys() & _OF_EXPORT)}
        for name, value in options.items():
            number(name, value, least=1) if name == "least" else text(name, value)
        order = exporting.Asked(filter_of(asked, also=_OF_EXPORT), **options)
        return exporting.export(self._store, self._folder, text("kind", kind), Path(path).expanduser(), order)

    def exports(self) -> Answer:
        """The forms of export, the ends of their files, and what they are."""
        kinds = exporting.KINDS.values()
        rows = tuple((kind.name, " ".join(end or "folder" for end in kind.suffixes), kind.what) for kind in kinds)
        return Answer(("kind", "forms", "what it is"), rows)

    def info(self) -> dict[str, object]:
        """What the store holds and how it came to it, as ``kg info --json`` tells it."""
        return receipt.as_json(reports.info(self._store, self._folder))

    def close(self) -> None:
        """Let go of the store; whatever is asked later is refused."""
        if self._opened is not None:
            self._opened.close()
        self._opened = None
        self.__dict__.pop("_whole", None)

    def __enter__(self) -> Graph:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def _store(self) -> Store:
        if self._opened is None:
            raise StoreError(f"this graph is closed; open it again: kg.open({self._place!r})")
        return self._opened

    @property
    def _folder(self) -> Path:
        if is_address(self._place):
            raise StoreError(f"{self._place} has no documents; open the folder that they were built in")
        return Path(self._place)

    @cached_property
    def _whole(self) -> Material:
        return networking.material(self._store, Filter())

    def _material(self, filters: Mapping[str, Any]) -> Material:
        asked, whole = filter_of(filters), self._whole
        return replace(whole, asked=asked, claims=chosen(whole.claims, asked, whole.things, whole.countries))

    def _answer(self, text: str) -> Answer:
        try:
            found = json.loads(self._store.serialize(text, "json"))
        except QueryError:
            self._store.select(text)  # which says of a query without a table what is wrong with it
            raise
        return answer(found)

    def __repr__(self) -> str:
        return f"kg.open({self._place!r})"

    def _repr_html_(self) -> str:
        table = self._answer(_COUNTS)
        words = ", ".join(f"{count:,} {name}" for name, count in zip(table.columns, table.rows[0], strict=True))
        return f"<p><b>{html.escape(self._place)}</b>: {words}</p>"


_COUNTS = """PREFIX igr: <https://w3id.org/igr/ontology#>
SELECT ?works ?claims ?propositions WHERE {
  { SELECT (COUNT(DISTINCT ?work) AS ?works) WHERE { ?work igr:documentId ?id } }
  { SELECT (COUNT(DISTINCT ?claim) AS ?claims) WHERE { ?claim a igr:Claim } }
  { SELECT (COUNT(DISTINCT ?node) AS ?propositions) WHERE { ?node a igr:Proposition } }
}"""

_WORKS = """PREFIX bibo: <http://purl.org/ontology/bibo/>
PREFIX dcterms: <http://purl.org/dc/terms/>
PREFIX igr: <https://w3id.org/igr/ontology#>
SELECT ?doc ?citation ?title ?year ?doi (COALESCE(?found, 0) AS ?claims) WHERE {
  { SELECT ?work ?doc (MIN(?c) AS ?citation) (MIN(?t) AS ?title) (MIN(?y) AS ?year) (MIN(?d) AS ?doi) WHERE {
      ?work igr:documentId ?doc .
      OPTIONAL { ?work dcterms:bibliographicCitation ?c }
      OPTIONAL { ?work dcterms:title ?t }
      OPTIONAL { ?work dcterms:issued ?y }
      OPTIONAL { ?work bibo:doi ?d }
    } GROUP BY ?work ?doc }
  OPTIONAL { SELECT ?work (COUNT(DISTINCT ?claim) AS ?found) WHERE { ?claim a igr:Claim ; igr:inWork ?work }
    GROUP BY ?work }
} ORDER BY ?doc"""


def _prefixed(text: str) -> str:
    """SPARQL with the well-known prefixes that it uses and does not declare, on its first line."""
    used = (name for name in PREFIXES if re.search(rf"\b{name}:", text))
    lacking = [name for name in used if not re.search(rf"\bPREFIX\s+{name}\s*:", text, re.IGNORECASE)]
    return "".join(f"PREFIX {name}: <{PREFIXES[name]}> " for name in lacking) + text


def _told(taken: queries.Parameter) -> str:
    return taken.name if taken.default is None else f"{taken.name}={taken.default}"
