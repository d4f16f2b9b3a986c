"""Joins the stages with which people judge claims: sheets out and in, samples and their precision, two stores compared.

What people decide is kept in the store as a log that no build makes or changes; the graph is made anew from it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from kg import aliases, audit, compare, curate, reports, vocab
from kg.claimrow import ClaimRow, last_segment
from kg.export import write_atomic
from kg.holdings import Shards
from kg.link import Linker
from kg.model import KgError
from kg.publish import ALIASES, AUDITED, CURATED, DECISIONS, Published, alias_map, linked, publish
from kg.store import Store, writer

FORMS = {".xlsx": "xlsx", ".tsv": "tsv"}
"""Forms of sheets by the ending of the file."""


@dataclass(frozen=True, slots=True)
class Taken:
    """What a sheet changes: in words, the number of decisions, the lines that cannot be taken, and the graph made."""

    difference: str
    decisions: int
    errors: tuple[str, ...]
    published: Published | None = None


def rows(store: Store) -> tuple[ClaimRow, ...]:
    """Every claim of a store in reading order, those that were rejected too."""
    found = [*reports.claim_rows(store), *reports.rejected_rows(store)]
    return tuple(sorted((ClaimRow.from_mapping(r) for r in found), key=lambda r: (r.doc, int(r.start), r.claim)))


def decisions(path: Path) -> tuple[curate.Decision, ...]:
    """The decisions kept in the store at a path."""
    return curate.load(Shards(path).note(DECISIONS), f"{path}/curation/{DECISIONS}")


def write_sheet(path: Path, out: Path, curator: str, drawn: int = 0, seed: int = 0) -> int:
    """Write claims as a sheet to judge, with what the curator decided before: all of them, or a sample.

    Returns:
        The number of claims in the sheet.

    Raises:
        KgError: the ending of the file is no form of sheets, or the place cannot be written.
    """
    from kg.curate.sheets import sheet

    form = _form(out)
    with Store.open(path) as store:
        found = rows(store)
    if drawn:
        found = audit.sample(_read(found), drawn, seed)
    attached = curate.attach(decisions(path), curate.anchors(found)).decisions
    write_atomic(out, sheet(found, [d for d in attached if d.curator == curator], form))
    return len(found)


def take_sheet(
    path: Path, file: Path, curator: str, time: str, *, dry_run: bool = False, audited: Iterable[str] = ()
) -> Taken:
    """Take the decisions of a sheet into the store and make its graph anew; nothing is taken if a line is wrong.

    ``audited`` are the ids of the claims that were drawn by chance; from then on belief rests on their verdicts too.

    Raises:
        KgError: the file is no sheet or cannot be read, or the store cannot be written.
    """
    from kg.curate.reading import read_sheet

    try:
        content = file.read_bytes()
    except OSError as error:
        raise KgError(f"{file}: cannot be read ({error.strerror}); give the sheet that was filled in") from error
    with Store.open(path) as store:
        found = rows(store)
    read = read_sheet(content, str(file), found, curator, time)
    held = curate.attach(decisions(path), curate.anchors(found)).decisions
    new = [c.after for c in curate.changes(held, read.decisions)]
    taken = Taken(curate.difference(held, read.decisions), len(new), read.errors)
    if dry_run or read.errors or not new:
        return taken
    with writer(path) as target:
        target.amend(DECISIONS, lambda held: curate.append(held, new))
        target.amend(AUDITED, lambda held: _with_ids(held, audited))
        return Taken(taken.difference, taken.decisions, taken.errors, publish(target))


def _with_ids(held: bytes, more: Iterable[str]) -> bytes:
    return "".join(f"{id}\n" for id in sorted({*held.decode().split(), *more})).encode()


def take_audit(path: Path, file: Path, curator: str, time: str, drawn: int, seed: int) -> Taken:
    """Take the verdicts on a sample of this size and seed; see ``take_sheet``."""
    with Store.open(path) as store:
        sampled = audit.sample(_read(rows(store)), drawn, seed)
    return take_sheet(path, file, curator, time, audited=[last_segment(row.claim) for row in sampled])


def precision(path: Path, drawn: int, seed: int) -> audit.Audit:
    """How many claims of a store are right, from the verdicts on the sample of this size and seed.

    Raises:
        KgError: nobody has judged any claim of the sample.
    """
    with Store.open(path) as store:
        found = rows(store)
    attached = curate.attach(decisions(path), curate.anchors(found)).decisions
    status = curate.apply((r.claim.rpartition("/")[2] for r in found), attached)
    read = _read(found)
    judged = audit.precision(read, audit.sample(read, drawn, seed), audit.right(status))
    if not judged.overall.judged:
        raise KgError(f"nobody has judged a claim of this sample; run: kg audit --n {drawn} --out audit.xlsx")
    return judged


def agreement(path: Path) -> tuple[tuple[curate.Agreement, ...], tuple[curate.Conflict, ...]]:
    """How often curators agree, two by two, and the claims on which they differ."""
    kept = decisions(path)
    return curate.agreement(kept), curate.conflicts(kept)


def write_aliases(path: Path, out: Path) -> int:
    """Write what each form of words in the store is taken for, as an SSSOM table that may be edited and given back.

    Returns:
        The number of rows.

    Raises:
        StoreError: there is no store, or it is damaged.
    """
    Store.open(path).close()
    source = Shards(path)
    found = aliases.rows(linked(source), alias_map(source))
    write_atomic(out, aliases.write(found).encode())
    return len(found)


def take_aliases(path: Path, file: Path) -> tuple[int, Published]:
    """Take an edited table of aliases into the store, in the place of the one before, and make its graph anew.

    Returns:
        The number of curated rows, and the graph.

    Raises:
        KgError: the file cannot be read or followed; nothing is changed then.
    """
    try:
        text = file.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise KgError(f"{file}: cannot be read ({error}); give the table in UTF-8") from error
    found = aliases.read(text, str(file))
    Linker(vocab.load().concepts, found)  # refuses what the ontology lacks, before anything is written
    with writer(path) as target:
        target.write_note(ALIASES, text.encode())
        return len(found.rows), publish(target)


def difference(one: Path, other: Path) -> compare.Difference:
    """What the second store has gained, lost and changed against the first."""
    with Store.open(one) as a, Store.open(other) as b:
        return compare.difference(_shown(a), _shown(b))


def _shown(store: Store) -> Iterator[ClaimRow]:
    return (ClaimRow.from_mapping(r) for r in reports.claim_rows(store))


def _read(found: Sequence[ClaimRow]) -> tuple[ClaimRow, ...]:
    """The claims that the program read, without those that curators wrote in their place."""
    return tuple(r for r in found if not r.rule.endswith(CURATED))


def _form(path: Path) -> str:
    if path.suffix not in FORMS:
        raise KgError(f"{path}: a sheet ends in {' or '.join(FORMS)}; give the file such a name")
    return FORMS[path.suffix]
