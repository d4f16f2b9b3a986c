"""The works of the store as an annotated bibliography, and as records that go back to a reference manager.

Selection --annotated--> Draft --> Markdown, Word, HTML
Work, Remark --a format's writer--> a record: its own with tags and a note added, or one made of what is known
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from pathlib import Path

from kg.claimrow import ClaimRow
from kg.export import write_atomic
from kg.export.annotated import annotated
from kg.export.backing import Remark, bibtex, csljson, ris
from kg.export.citations import Style
from kg.export.drafts import rendered
from kg.export.references import works_by_id
from kg.export.review.subjects import surest
from kg.export.selection import Selection, Stamp, Work, write_stamped
from kg.export.wording import VERBS, Hold, hold, verb
from kg.model import KgError
from kg.networks import Things
from kg.patterns.doubt import misread
from kg.patterns.words import counted

_PROSE = (".md", ".docx", ".html")
_STATEMENTS = 3
"""Statements that a note names."""

_TAGS = {
    Hold.RECOMMENDED: "kg:recommends",
    Hold.DENIED: "kg:denies",
    Hold.SUPPOSED: "kg:supposes",
    Hold.REPORTED: "kg:reports",
}


def write_bibliography(selection: Selection, path: Path, style: Style = Style.APA) -> tuple[Path, ...]:
    """Write every work of the store with what it claims.

    ``.md``, ``.docx`` and ``.html`` are an annotated bibliography; ``.ris``, ``.bib`` and ``.json`` (CSL-JSON) are
    records for a reference manager, in which the record that a work came with keeps every field it had.

    Args:
        selection: the works, and the claims they are annotated with.
        path: the file; its suffix names the form.
        style: of the references of an annotated bibliography.

    Returns:
        The files written; records that have no place for a stamp have it beside them.

    Raises:
        KgError: the suffix is unknown, or the place cannot be written.
    """
    suffix = path.suffix.lower()
    if suffix in _PROSE:
        write_atomic(path, rendered(annotated(selection, style), path))
        return (path,)
    if suffix not in _RECORDS:
        raise KgError(f"cannot write {path}: a bibliography is written as {', '.join((*_PROSE, *_RECORDS))}")
    works = sorted(works_by_id(selection).values(), key=lambda work: work.doc)
    return _RECORDS[suffix](path, list(zip(works, remarks(works, selection), strict=True)), selection.stamp)


_Remarked = list[tuple[Work, Remark]]


def _ris(path: Path, works: _Remarked, stamp: Stamp) -> tuple[Path, ...]:
    return write_stamped(path, ris.records(works).encode(), stamp)


def _json(path: Path, works: _Remarked, stamp: Stamp) -> tuple[Path, ...]:
    return write_stamped(path, csljson.records(works).encode(), stamp)


def _bibtex(path: Path, works: _Remarked, stamp: Stamp) -> tuple[Path, ...]:
    # An @ would begin an entry, even in a line that looks like a comment.
    comments = "".join(f"% {' '.join(line.replace('@', ' at ').split())}\n" for line in stamp.lines())
    write_atomic(path, f"{comments}\n{bibtex.records(works)}".encode())
    return (path,)


_RECORDS: dict[str, Callable[[Path, _Remarked, Stamp], tuple[Path, ...]]] = {
    ".ris": _ris,
    ".bib": _bibtex,
    ".json": _json,
}


def remarks(works: Iterable[Work], selection: Selection) -> list[Remark]:
    """The tags and the note of each work; empty for one without a claim."""
    claims: defaultdict[str, list[ClaimRow]] = defaultdict(list)
    for row in selection.claims:
        claims[row.doc].append(row)
    return [_remark(claims[work.doc], selection.things) for work in works]


def _remark(claims: list[ClaimRow], things: Things) -> Remark:
    if not claims:
        return Remark()
    held = Counter(map(hold, claims))
    how = ", ".join(f"{held[h]} {h}" for h in Hold if held[h])
    said = _statements(claims, things)
    more = f"; and {len(said) - _STATEMENTS} more" if len(said) > _STATEMENTS else ""
    told = f"; {'; '.join(said[:_STATEMENTS])}{more}" if said else ""
    tags = ("kg:claims", *(tag for h, tag in _TAGS.items() if held[h]))
    return Remark(tags, f"{Remark.LEAD}{counted(len(claims), 'claim')} ({how}){told}")


def _statements(claims: list[ClaimRow], things: Things) -> list[str]:
    """What a work itself asserts of things, the surest first; ``A addresses B``."""
    own = [r for r in claims if hold(r) is Hold.ASSERTED and not r.speaks_of_work and not misread(r)]
    own.sort(key=lambda row: (list(VERBS).index(row.relation), surest(row)))
    said = (f"{things.label(r.head)} {verb(r.relation, True)} {things.label(r.tail)}" for r in own)
    return list(dict.fromkeys(said))
