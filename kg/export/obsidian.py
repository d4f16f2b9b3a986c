"""The chosen claims as linked Markdown notes for Obsidian: one a thing, one a work, and an index.

Things that few works speak of have no note; they stand in those of others as plain text.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

from kg.claimrow import WORK_BASE, ClaimRow
from kg.export.flat import Thing, flat, line, words
from kg.export.folders import Content, write_files
from kg.export.markdown_notes import file_names, front_matter, link, plain
from kg.export.selection import Selection, Work
from kg.export.texts import doi_link
from kg.model import SYMMETRIC, THIS_WORK, Modality, Polarity, Reference
from kg.terms import is_web_iri

_THINGS, _WORKS = "things", "works"


@dataclass(frozen=True, slots=True)
class _Vault:
    """What notes are made from; ``thing_names`` and ``work_names`` give the files of those that have a note."""

    things: Mapping[str, Thing]
    works: Mapping[str, Work]
    thing_names: Mapping[str, str]
    work_names: Mapping[str, str]

    def thing(self, iri: str, label: str) -> str:
        """A thing in a note: a link where it has one of its own."""
        name = self.thing_names.get(iri)
        return link(_THINGS, name, label) if name else plain(label)

    def work(self, doc: str) -> str:
        """A work in a note."""
        return link(_WORKS, self.work_names[doc], self.works[doc].citation)


def write_obsidian(selection: Selection, path: Path, least: int = 2) -> tuple[Path, ...]:
    """Write the notes.

    Args:
        selection: what is written.
        path: a folder that is new, empty or ours, or a file that ends in ``.zip``.
        least: how many works must speak of a thing for it to have a note.

    Returns:
        The files written.

    Raises:
        KgError: the folder holds files that are not ours, or the place cannot be written.
    """
    vault = _vault(selection, least)
    files: dict[str, Content] = {"index.md": _index(vault, selection).encode()}
    of_thing: defaultdict[str, list[ClaimRow]] = defaultdict(list)
    of_work: defaultdict[str, list[ClaimRow]] = defaultdict(list)
    for row in selection.claims:
        of_work[row.doc].append(row)
        for iri in {row.head, row.tail}:
            if not row.speaks_of_work:
                of_thing[iri].append(row)
    for iri, name in vault.thing_names.items():
        files[f"{_THINGS}/{name}.md"] = _thing_note(vault, vault.things[iri], of_thing[iri]).encode()
    for doc, name in vault.work_names.items():
        files[f"{_WORKS}/{name}.md"] = _work_note(vault, vault.works[doc], of_work[doc]).encode()
    return write_files(path, files)


def _vault(selection: Selection, least: int) -> _Vault:
    things = {thing.iri: thing for thing in flat(selection.claims, selection.things).things}
    works = {row.doc: Work(row.work, row.doc, row.citation, Reference(row.title)) for row in selection.claims}
    works |= {work.doc: work for work in selection.works if work.doc in works}
    noted = {iri: thing.label for iri, thing in things.items() if thing.works >= least}
    return _Vault(things, works, file_names(noted), file_names({doc: _short(work) for doc, work in works.items()}))


def _short(work: Work) -> str:
    """What the note of a work is called: the first author, the year and the title."""
    known = work.reference
    author = known.authors[0].partition(",")[0] if known.authors else ""
    return " ".join(filter(None, (author, str(known.year or ""), known.title))) or work.citation


def _thing_note(vault: _Vault, thing: Thing, claims: Sequence[ClaimRow]) -> str:
    head = front_matter(
        {
            "title": thing.label,
            "aliases": [alias for alias in thing.aliases.split(" | ") if alias],
            "type": thing.type,
            "level": thing.level,
            "works": thing.works,
            "claims": thing.claims,
            "iri": thing.iri,
            "tags": [f"kg/{thing.type}"],
        }
    )
    groups: defaultdict[tuple[str, bool], list[ClaimRow]] = defaultdict(list)
    for row in claims:
        groups[row.relation, row.head == thing.iri or row.relation in SYMMETRIC].append(row)
    parts = [f"{head}# {plain(thing.label)}\n\n{_counted(thing.works, 'work')}, {_counted(thing.claims, 'claim')}\n"]
    for relation, outwards in sorted(groups, key=lambda group: (not group[1], group[0])):
        told = plain(words(relation))
        parts.append(f"\n## {told} …\n" if outwards else f"\n## … {told} this\n")
        parts += _neighbours(vault, thing.iri, groups[relation, outwards])
    return "".join(parts)


def _neighbours(vault: _Vault, iri: str, claims: Iterable[ClaimRow]) -> Iterator[str]:
    """The claims of a relation under the thing at their other end."""
    by_other = sorted((_other(row, iri), number, row) for number, row in enumerate(claims))
    for (label, other), told in groupby(by_other, lambda item: item[0]):
        yield f"\n### {vault.thing(other, label)}\n\n"
        yield from (_quoted(row, vault.work(row.doc)) for *_, row in told)


def _other(row: ClaimRow, iri: str) -> tuple[str, str]:
    label, other = (row.tail_label, row.tail) if row.head == iri else (row.head_label, row.head)
    return line(label), other


def _quoted(row: ClaimRow, source: str) -> str:
    return f"- {plain(row.quote)} — {source}{_held(row)}\n"


def _held(row: ClaimRow) -> str:
    """Where a claim stands and how it is held, where that is not plainly."""
    told = (
        f"p. {row.page}" if row.page else "",
        "denied" if row.polarity == Polarity.NEGATIVE else "",
        row.modality if row.modality != Modality.ASSERTED else "",
        f"credited to {row.attributed_to}" if row.attributed_to != THIS_WORK else "",
    )
    words = ", ".join(filter(None, told))
    return f" ({plain(words)})" if words else ""


def _work_note(vault: _Vault, work: Work, claims: Sequence[ClaimRow]) -> str:
    known = work.reference
    head = front_matter(
        {
            "title": known.title,
            "aliases": [work.citation],
            "authors": list(known.authors),
            "year": known.year,
            "container": known.container,
            "doi": known.doi,
            "url": doi_link(known.doi) or (known.url if is_web_iri(known.url) else ""),
            "keywords": list(known.keywords),
            "claims": len(claims),
            "iri": work.iri,
            "tags": ["kg/Work"],
        }
    )
    lines = (f"- {_stated(vault, row)}: {plain(row.quote)}{_held(row)}\n" for row in claims)
    return f"{head}# {plain(known.title)}\n\n{plain(work.citation)}\n\n## Claims\n\n{''.join(lines)}"


def _stated(vault: _Vault, row: ClaimRow) -> str:
    ends = [
        "this work" if iri.startswith(WORK_BASE) else vault.thing(iri, label)
        for iri, label in ((row.head, row.head_label), (row.tail, row.tail_label))
    ]
    return f"{ends[0]} *{words(row.relation)}* {ends[1]}"


def _index(vault: _Vault, selection: Selection) -> str:
    noted = [vault.things[iri] for iri in vault.thing_names]
    parts = ["# Claims\n\n", *(f"- {plain(text)}\n" for text in selection.stamp.lines())]
    for kind, things in groupby(sorted(noted, key=lambda t: (t.type, -t.works, t.label, t.iri)), lambda t: t.type):
        parts.append(f"\n## {plain(kind)}\n\n")
        parts += (f"- {vault.thing(t.iri, t.label)}: {_counted(t.works, 'work')}\n" for t in things)
    parts.append("\n## Works\n\n")
    parts += (f"- {vault.work(doc)}\n" for doc in sorted(vault.work_names))
    return "".join(parts)


def _counted(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
