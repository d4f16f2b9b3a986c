"""The alias map: which words of the texts stand for which thing, as a table that people can read and mend.

The table is SSSOM TSV (https://mapping-commons.github.io/sssom/): a header of YAML in comments, then one row for
each form of words that was taken for a thing of the graph. A row that a curator wrote, with the justification
``semapv:ManualMappingCuration``, is a decision: the linker follows it. With the predicate modifier ``Not`` it says
what a form of words must not be taken for. All other rows are what the linker found by itself; it does not read
them back, so that a better linker is not held to what an earlier one found.
"""

from __future__ import annotations

import csv
import io
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from kg import __version__
from kg.model import THIS_WORK, Entity, EntityType, KgError, LinkedClaim, Mention
from kg.normal import words
from kg.terms import BASE, slugify

COLUMNS = (
    "subject_id",
    "subject_label",
    "subject_category",
    "predicate_id",
    "predicate_modifier",
    "object_id",
    "object_label",
    "mapping_justification",
    "confidence",
    "comment",
)
"""In the order of the standard; the category is the type that the words were read as, empty for any."""

_NEEDED = ("subject_label", "predicate_id", "object_id", "mapping_justification")
_PREDICATE = "skos:exactMatch"
_FOUND = "semapv:LexicalMatching"
_CURATED = "semapv:ManualMappingCuration"
_PREFIXES = {
    "c": f"{BASE}concept/",
    "e": f"{BASE}entity/",
    "local": f"{BASE}local/",
    "surface": f"{BASE}surface/",
}
_FORMULA = ("=", "+", "-", "@")
DECIDED = "alias map, row "
"""How the reason of a link begins that a curator decided."""


class AliasError(KgError):
    """An alias map that cannot be followed; one line for each bad row: file, row, cure."""


@dataclass(frozen=True, slots=True, order=True)
class Alias:
    """A form of words and the thing it stands for, or must not stand for.

    Attributes:
        surface: the words as a text has them.
        type: the type they were read as; empty for any.
        negative: whether they must not stand for the thing.
        iri: the thing.
        label: its name.
        curated: whether a person decided so.
        confidence: how sure the link is, 0 to 1.
        comment: why.
        row: the line of the file it was read from; 0 where it was not read.
    """

    surface: str
    type: str
    negative: bool
    iri: str
    label: str = ""
    curated: bool = False
    confidence: float = 1.0
    comment: str = ""
    row: int = field(default=0, compare=False)


_Key = tuple[tuple[str, ...], str]


@dataclass(frozen=True)
class Aliases:
    """The decisions of an alias map; without rows, none.

    Attributes:
        rows: the curated rows, in order.
        source: the name of the file.
    """

    rows: tuple[Alias, ...] = ()
    source: str = "alias map"
    _forced: Mapping[_Key, Alias] = field(init=False, repr=False, compare=False)
    _barred: Mapping[_Key, Mapping[str, Alias]] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        barred: dict[_Key, dict[str, Alias]] = defaultdict(dict)
        for alias in self.rows:
            if alias.negative:
                barred[_key(alias.surface, alias.type)][alias.iri] = alias
        object.__setattr__(self, "_forced", {_key(a.surface, a.type): a for a in self.rows if not a.negative})
        object.__setattr__(self, "_barred", dict(barred))

    def forced(self, mention: Mention) -> Alias | None:
        """The row that says what a mention is; one for its type goes before one for any."""
        return self._forced.get(_key(mention.text, mention.type)) or self._forced.get(_key(mention.text, ""))

    def barred(self, mention: Mention) -> Mapping[str, Alias]:
        """What a mention must not be, by IRI."""
        if not self._barred:
            return {}
        anyhow = self._barred.get(_key(mention.text, ""), {})
        return {**anyhow, **self._barred.get(_key(mention.text, mention.type), {})}


def _key(surface: str, kind: str) -> _Key:
    return words(surface) or (surface.strip().casefold(),), str(kind)


def reason(alias: Alias) -> str:
    """How a link names the row that decided it."""
    return f"{DECIDED}{alias.row}"


def rows(claims: Iterable[LinkedClaim], curated: Aliases | None = None) -> list[Alias]:
    """Every form of words that the claims take for a thing by another name, and what a curator decided; sorted.

    The name of a thing that the ontology does not know is the form most claims have, as in the graph.
    """
    ends = [end for claim in claims for end in _ends(claim)]
    labels = _labels(entity for _, entity, _ in ends)
    decided = curated.rows if curated else ()
    taken = {(a.surface, a.type, a.iri) for a in decided}
    found: dict[tuple[str, str, str], Alias] = {}
    for mention, entity, (score, why) in ends:
        named = (mention.text, str(mention.type), entity.iri)
        ruled = why.startswith(DECIDED) and decided
        if mention.text != labels[entity.iri] and named not in taken and not ruled:
            alias = Alias(*named[:2], False, entity.iri, labels[entity.iri], why.startswith(DECIDED), score, why)
            found[named] = max(found.get(named, alias), alias, key=lambda a: (a.confidence, a.comment))
    return sorted({*found.values(), *decided})


def _ends(linked: LinkedClaim) -> Iterator[tuple[Mention, Entity, tuple[float, str]]]:
    for mention, entity, why in (
        (linked.claim.head, linked.head, linked.head_link),
        (linked.claim.tail, linked.tail, linked.tail_link),
    ):
        if mention.text != THIS_WORK:
            yield mention, entity, why


def _labels(entities: Iterable[Entity]) -> dict[str, str]:
    forms: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for entity in entities:
        forms[entity.iri][entity.label] += 1
    return {iri: min(counts.items(), key=lambda form: (-form[1], form[0]))[0] for iri, counts in forms.items()}


def write(aliases: Iterable[Alias]) -> str:
    """The rows as SSSOM TSV; no cell is taken for a formula by a spreadsheet."""
    text = io.StringIO(newline="")
    text.writelines(f"#{line}\n" for line in _header())
    table = csv.writer(text, delimiter="\t", lineterminator="\n")
    table.writerow(COLUMNS)
    table.writerows([_safe(cell) for cell in _cells(alias)] for alias in sorted(set(aliases)))
    return text.getvalue()


def _header() -> Iterator[str]:
    yield "curie_map:"
    yield from (f"  {prefix}: {start}" for prefix, start in sorted(_PREFIXES.items()))
    yield f"mapping_set_id: {BASE}aliases"
    yield "mapping_set_title: Alias map of intergov-kg"
    yield "license: https://w3id.org/sssom/license/unspecified"
    yield "mapping_tool: intergov-kg"
    yield f"mapping_tool_version: {__version__}"
    yield f"comment: Rows with {_CURATED} are decisions that the linker follows; all others are its own findings."


def _cells(alias: Alias) -> tuple[str, ...]:
    return (
        f"surface:{alias.type or 'any'}/{slugify(alias.surface)}",
        alias.surface,
        alias.type,
        _PREDICATE,
        "Not" if alias.negative else "",
        _short(alias.iri),
        alias.label,
        _CURATED if alias.curated else _FOUND,
        f"{alias.confidence:.4f}".rstrip("0").rstrip("."),
        alias.comment,
    )


def _short(iri: str) -> str:
    for prefix, start in _PREFIXES.items():
        if iri.startswith(start):
            return f"{prefix}:{iri.removeprefix(start)}"
    return iri


def _safe(cell: str) -> str:
    plain = " ".join(cell.split())
    return f"'{plain}" if plain.lstrip("'").startswith(_FORMULA) else plain


def _unsafe(cell: str) -> str:
    plain = cell.strip()
    return plain[1:] if plain.startswith("'") and plain.lstrip("'").startswith(_FORMULA) else plain


def read(text: str, source_name: str) -> Aliases:
    """The decisions of an alias map.

    Args:
        text: the file, as :func:`write` makes it and as a spreadsheet gives it back.
        source_name: what errors call the file.

    Raises:
        AliasError: columns are missing, or rows are bad; one line for each says which row and what to do.
    """
    lines = text.removeprefix("\ufeff").splitlines(keepends=True)
    head = next((n for n, line in enumerate(lines) if not line.lstrip('"').startswith("#")), len(lines))
    table = csv.reader(lines[head:], delimiter="\t")
    columns = [c.strip() for c in next(table, [])]
    missing = [c for c in _NEEDED if c not in columns]
    if missing:
        raise AliasError(f"{source_name}, row {head + 1}: no column {missing[0]}; add it to the row of column names")
    prefixes = _PREFIXES | _declared(lines[:head])
    taken: list[Alias] = []
    bad: list[str] = []
    for cells in table:
        row = head + table.line_num
        if any(cell.strip() for cell in cells):
            try:
                taken.append(replace(_alias(_record(columns, cells), prefixes), row=row))
            except ValueError as e:
                bad.append(f"{source_name}, row {row}: {e}")
    curated = [a for a in taken if a.curated]
    bad += [f"{source_name}, row {row}: {what}" for row, what in _clashes(curated)]
    if bad:
        raise AliasError("\n".join(bad))
    return Aliases(tuple(curated), source_name)


def _declared(header: Iterable[str]) -> dict[str, str]:
    found = (re.fullmatch(r'"?#\s+([\w.-]+):\s+"*(https?://[^\s"]+)[\s"]*', line) for line in header)
    return {m[1]: m[2] for m in found if m}


def _record(columns: list[str], cells: list[str]) -> dict[str, str]:
    if len([c for c in cells[len(columns) :] if c.strip()]):
        raise ValueError(f"{len(cells)} cells for {len(columns)} columns; take out the surplus tabs")
    padded = [*map(_unsafe, cells), *[""] * len(columns)]
    return dict(zip(columns, padded, strict=False))


def _alias(cell: Mapping[str, str], prefixes: Mapping[str, str]) -> Alias:
    kind, modifier = cell.get("subject_category", ""), cell.get("predicate_modifier", "")
    if not cell["subject_label"]:
        raise ValueError("subject_label is empty; write the words of the text there")
    if kind and kind not in set(EntityType):
        raise ValueError(f"subject_category {kind!r} is no type; use one of {', '.join(EntityType)}, or leave it empty")
    if cell["predicate_id"] != _PREDICATE:
        raise ValueError(f"predicate_id {cell['predicate_id']!r} is not understood; write {_PREDICATE}")
    if modifier not in {"", "Not"}:
        raise ValueError(f"predicate_modifier {modifier!r} is not understood; write Not, or leave it empty")
    if not cell["mapping_justification"].startswith("semapv:"):
        raise ValueError(f"mapping_justification is no semapv term; write {_CURATED} for a decision of your own")
    return Alias(
        surface=cell["subject_label"],
        type=kind,
        negative=bool(modifier),
        iri=_long(cell["object_id"], prefixes),
        label=cell.get("object_label", ""),
        curated=cell["mapping_justification"] == _CURATED,
        confidence=_confidence(cell.get("confidence", "")),
        comment=cell.get("comment", ""),
    )


def _long(short: str, prefixes: Mapping[str, str]) -> str:
    prefix, _, rest = short.partition(":")
    if prefix in {"http", "https"} and re.fullmatch(r"https?://[^\s<>\"{}|\\^`]+", short):
        return short
    if prefix not in prefixes or not re.fullmatch(r"[^\s<>\"{}|\\^`]+", rest):
        raise ValueError(f"object_id {short!r} names no thing; write one such as e:china or local:joint-park")
    return prefixes[prefix] + rest


def _confidence(cell: str) -> float:
    if re.fullmatch(r"(?:0?\.\d+|[01](?:\.0*)?)?", cell) is None:
        raise ValueError(f"confidence {cell!r} is no number from 0 to 1; mend it or leave it empty")
    return float(cell or 1)


def _clashes(aliases: Iterable[Alias]) -> Iterator[tuple[int, str]]:
    said: dict[_Key, Alias] = {}
    denied: dict[tuple[_Key, str], Alias] = {}
    for alias in aliases:
        key = _key(alias.surface, alias.type)
        if alias.negative:
            denied[key, alias.iri] = alias
        elif said.setdefault(key, alias).iri != alias.iri:
            yield alias.row, f"{alias.surface!r} is another thing in row {said[key].row}; keep one of the rows"
    for (key, iri), alias in denied.items():
        if key in said and said[key].iri == iri:
            yield alias.row, f"row {said[key].row} says that {alias.surface!r} is this thing; keep one of the rows"
