"""How the readers stand damaged and hostile files: what comes of them, how long it takes, how much memory it needs.

    python tests/bench/fuzz.py --cases 2000

Not a test. First each format gets damaged files: the samples and damages of ``tests/read/fuzzing.py``, which also says
what must hold of whatever is read. Then files that aim at time and memory are given, each of which must be refused,
or its one record skipped, with one line. Each format and each hostile file has a process of its own; memory is the
peak that is resident in it or in a process that it started, in MiB (1,048,576 bytes). A case that takes longer than
``--seconds`` is a hang. Ends with 1 where anything crashed, hung or needed more than ``--most`` MiB.
"""

from __future__ import annotations

import argparse
import multiprocessing
import random
import resource
import signal
import sys
import tempfile
import time
import traceback
import zipfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from multiprocessing.connection import Connection
from pathlib import Path
from types import FrameType

sys.path.append(str(Path(__file__).resolve().parents[1] / "read"))

from fuzz_samples import samples
from fuzzing import KINDS, MOST, Mutation, Outcome, outcome, spoiled
from metering import peak

from kg.read import Ignored, Reading, Refusal, read_all

FEWER = {"pdf": 20, "docx": 4, "zip": 2}
"""How many times fewer cases a format gets: a PDF is read by a process of its own."""

_MB = 1 << 20


class HangError(Exception):
    """A case took too long."""


@dataclass(frozen=True, slots=True)
class Row:
    """What came of the cases of a format, or of one hostile file; seconds of the slowest, peak memory in MiB."""

    name: str
    cases: int = 0
    read: int = 0
    refused: int = 0
    skipped: int = 0
    slowest: float = 0.0
    peak: float = 0.0
    said: str = ""
    wrong: tuple[str, ...] = ()


# --- damaged files -----------------------------------------------------------------------------


def mutations(source: random.Random) -> Iterator[Mutation]:
    """A few damages."""
    for _ in range(source.choice((1, 1, 1, 2, 2, 3, 5, 8))):
        numbers = {name: source.randint(0, most) for name, most in MOST.items()}
        yield Mutation(source.choice(KINDS), source.random(), **numbers)


def damaged(name: str, cases: int, seconds: int, folder: Path) -> Row:
    """The outcome of the damaged files of a format; the same files each time."""
    sample = samples()[name]
    path = folder / sample.name
    row = Row(name, cases)
    for case in range(cases):
        source = random.Random(f"{name} {case}")
        path.write_bytes(spoiled(sample, source.randrange(6), mutations(source)))
        start = time.perf_counter()
        came, wrong = _limited(lambda: outcome(path), seconds)
        taken = time.perf_counter() - start
        row = replace(
            row,
            read=row.read + came.documents,
            refused=row.refused + came.refused,
            skipped=row.skipped + came.skipped,
            slowest=max(row.slowest, taken),
            wrong=(*row.wrong, f"case {case}: {wrong}") if wrong else row.wrong,
        )
    return row


def _limited(work: Callable[[], Outcome], seconds: int) -> tuple[Outcome, str]:
    """What a piece of work gives, and in words what went wrong with it."""
    signal.signal(signal.SIGALRM, _hang)
    signal.alarm(seconds)
    try:
        return work(), ""
    except Exception as error:
        last = traceback.extract_tb(error.__traceback__)[-1]
        where = f"{Path(last.filename).name}:{last.lineno}"
        return Outcome(0, 0, 0), f"{type(error).__name__}: {str(error)[:200]} ({where})"
    finally:
        signal.alarm(0)


def _hang(number: int, frame: FrameType | None) -> None:
    raise HangError("took too long")


# --- hostile files -----------------------------------------------------------------------------


def _filled(text: bytes, size: int = 60 * _MB, before: bytes = b"", after: bytes = b"") -> Callable[[Path], None]:
    """A file of one text again and again; ``size`` in bytes."""

    def write(path: Path) -> None:
        path.write_bytes(before + text * (size // len(text)) + after)

    return write


def _once(text: bytes) -> Callable[[Path], None]:
    return _filled(text, len(text))


def _sparse(path: Path) -> None:
    with path.open("wb") as file:
        file.write(b"Rivers")
        file.truncate(1 << 30)


def _bomb(path: Path) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as made, made.open("a.ris", "w") as member:
        for _ in range(1 << 10):
            member.write(bytes(_MB))


def _word_bomb(path: Path) -> None:
    body = b"<w:document xmlns:w='x'><w:body>" + b"<w:p/>" * (6 * _MB)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("[Content_Types].xml", "<Types/>")
        made.writestr("word/document.xml", body)


def _many_members(path: Path) -> None:
    with zipfile.ZipFile(path, "w") as made:
        for number in range(30_000):
            made.writestr(f"{number}.ris", "")


def _leading_out(path: Path) -> None:
    with zipfile.ZipFile(path, "w") as made:
        made.writestr("../../../tmp/out.ris", "TY  - JOUR\nTI  - Rivers\nER  - \n")


def _many_objects(path: Path) -> None:
    objects = b"".join(b"%d 0 obj\nnull\nendobj\n" % number for number in range(4, 1_000_004))
    pages = b"1 0 obj\n<</Type/Catalog/Pages 2 0 R>>\nendobj\n2 0 obj\n<</Type/Pages/Kids[3 0 R]/Count 1>>\nendobj\n"
    page = b"3 0 obj\n<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>\nendobj\n"
    path.write_bytes(b"%PDF-1.7\n" + pages + page + objects + b"trailer\n<</Root 1 0 R/Size 1000004>>\n%%EOF")


def _many_marks(path: Path) -> None:
    text = b"".join(b"BT /F 9 Tf 9 %d Td (Rivers run to the sea.) Tj ET\n" % (800 - 12 * n) for n in range(30))
    marks = text + b"0 0 1 1 re f\n" * 1_000_000
    font = b"<</Font<</F<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>>>>>"
    objects = (
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 900 900]/Contents 4 0 R/Resources" + font + b">>",
        b"<</Length %d>>\nstream\n" % len(marks) + marks + b"\nendstream",
    )
    body = b"".join(b"%d 0 obj\n" % n + text + b"\nendobj\n" for n, text in enumerate(objects, 1))
    path.write_bytes(b"%PDF-1.7\n" + body + b"trailer\n<</Root 1 0 R/Size 5>>\n%%EOF")


_LOL = b"<!DOCTYPE r [<!ENTITY a0 'lol'>" + b"".join(
    b"<!ENTITY a%d '%s'>" % (n, b"&a%d;" % (n - 1) * 10) for n in range(1, 12)
)
_OUTSIDE = b"<!DOCTYPE r [<!ENTITY x SYSTEM 'file:///etc/hostname'>]>"
_RECORD = b"<records><record><titles><title>&%s;</title></titles></record></records>"
_ROW = b"Title,Authors,Year\n"
_RIS = b"TY  - JOUR\nTI  - Rivers\nAB  - "

HOSTILE: dict[str, tuple[str, Callable[[Path], None]]] = {
    "zip bomb, 1 GB": ("a.zip", _bomb),
    "zip of 30,000 members": ("a.zip", _many_members),
    "zip that leads out": ("a.zip", _leading_out),
    "Word bomb, 36 MB": ("a.docx", _word_bomb),
    "JSON 100,000 deep": ("a.json", _filled(b"[", 100_000, b'[{"type": "book", "title": "a", "note": ')),
    "JSON 60 MB deep": ("a.json", _filled(b'{"a":', 60 * _MB, b'[{"type": "book", "title": "a", "note": ')),
    "JSON of one 60 MB string": ("a.json", _filled(b"a", 60 * _MB, b'[{"type": "book", "title": "', b'"}]')),
    "PDF of a million objects": ("a.pdf", _many_objects),
    "PDF page of a million marks": ("a.pdf", _many_marks),
    "line of 1 GB": ("a.txt", _sparse),
    "line of 60 MB": ("a.txt", _filled(b"Rivers run. ")),
    "line of 60 MB, Markdown": ("a.md", _filled(b"Rivers run. ")),
    "15 MB of text": ("a.txt", _filled(b"Rivers run. ", 15 * _MB)),
    "15 MB of dots": ("a.txt", _filled(b".", 15 * _MB, b"", b"!x")),
    "15 MB of cut paragraphs": ("a.txt", _filled(b"and " * 49 + b"\n\n", 15 * _MB)),
    "15 MB of headings": ("a.md", _filled(b"# a\n", 15 * _MB)),
    "15 MB of front matter": ("a.md", _filled(b"[", 15 * _MB, b"---\na: ", b"\n---\n")),
    "XML entity bomb": ("a.xml", _once(_LOL + b"]>" + _RECORD % b"a11")),
    "external entity": ("a.xml", _once(_OUTSIDE + _RECORD % b"x")),
    "60 MB of XML tags": ("a.xml", _filled(b"<a>", 60 * _MB, b"<records><record><database/>")),
    "60 MB of HTML tags": ("a.html", _filled(b"<b>", 60 * _MB, b"<html>")),
    "60 MB of text in HTML": ("a.html", _filled(b"Rivers run. ", 60 * _MB, b"<html><body><p>")),
    "60 MB of @": ("a.bib", _filled(b"@")),
    "60 MB of @a{": ("a.bib", _filled(b"@a{")),
    "60 MB of @string": ("a.bib", _filled(b"@string{a=a}", 60 * _MB, b"@article{a, title = {a}}\n")),
    "60 MB of {": ("a.bib", _filled(b"{", 60 * _MB, b"@article{a, title = ")),
    "60 MB of commas": ("a.csv", _filled(b",")),
    "60 MB of commas in a row": ("a.csv", _filled(b",", 60 * _MB, _ROW)),
    "60 MB of commas in a full row": ("a.csv", _filled(b",", 60 * _MB, _ROW + b"a")),
    "15 MB of commas in a full row": ("a.csv", _filled(b",", 15 * _MB, _ROW + b"a")),
    "cell of 60 MB": ("a.csv", _filled(b"a", 60 * _MB, _ROW + b'"', b'",a,2001\n')),
    "open cell of 60 MB": ("a.csv", _filled(b'a,b,"c\n', 60 * _MB, _ROW)),
    "abstract of 60 MB": ("a.ris", _filled(b"Rivers run. ", 60 * _MB, _RIS, b"\nER  - \n")),
    "60 MB of records": ("a.ris", _filled(b"TY  - JOUR\nER  - \n")),
    "60 MB of the same record": ("a.ris", _filled(b"TY  - JOUR\nTI  - Rivers and towns\nER  - \n")),
    "60 MB of tags": ("a.ris", _filled(b"AU  - a\n", 60 * _MB, b"TY  - JOUR\n", b"ER  - \n")),
    "60 MB of bytes": ("a.ris", _filled(bytes(range(128, 256)))),
}
"""Files that aim at time and memory: name, and what writes it."""


def hostile(name: str, seconds: int, folder: Path) -> Row:
    """What comes of a hostile file."""
    file, write = HOSTILE[name]
    path = folder / file
    write(path)
    said: list[str] = []

    def work() -> Outcome:
        came = list(read_all([path]))
        said.extend(_lines(came))
        readings = [item for item in came if isinstance(item, Reading)]
        refused = sum(isinstance(item, Refusal) for item in came)
        return Outcome(sum(len(r.documents) for r in readings), refused, sum(len(r.intake.skipped) for r in readings))

    start = time.perf_counter()
    came, wrong = _limited(work, seconds)
    taken = time.perf_counter() - start
    path.unlink()
    line = next((line.replace(f"{folder}/", "") for line in said), "")
    row = Row(name, 1, came.documents, came.refused, came.skipped, taken, said=line, wrong=(wrong,) if wrong else ())
    if came.documents and not (came.refused or came.skipped):
        return replace(row, said="read as a whole")
    return row if line or wrong else replace(row, wrong=("no line was said",))


def _lines(came: Sequence[Reading | Refusal | Ignored]) -> Iterator[str]:
    for item in came:
        if isinstance(item, Refusal):
            yield item.reason
        elif isinstance(item, Reading):
            yield from (f"line {skipped.line}: {skipped.reason}" for skipped in item.intake.skipped)


# --- each in a process of its own --------------------------------------------------------------


def _work(pipe: Connection, kind: str, name: str, cases: int, seconds: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        row = damaged(name, cases, seconds, place) if kind == "damaged" else hostile(name, seconds, place)
    started = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / (1 << 10)
    pipe.send(replace(row, peak=max(peak(), started)))


def apart(kind: str, name: str, cases: int, seconds: int) -> Row:
    """The row of a format or hostile file, from a process of its own."""
    context = multiprocessing.get_context("spawn")
    mine, theirs = context.Pipe(duplex=False)
    process = context.Process(target=_work, args=(theirs, kind, name, cases, seconds))
    process.start()
    theirs.close()
    try:
        row: Row = mine.recv()
    except EOFError:
        row = Row(name, cases, wrong=("its process ended",))
    process.join()
    return row


def shown(row: Row, most: float) -> str:
    """A row of the table, and below it what went wrong."""
    figures = f"{row.cases:6,} {row.read:7,} {row.refused:7,} {row.skipped:8,} {row.slowest:9.2f} {row.peak:8.0f}"
    over = (f"needs more than {most:.0f} MiB",) if row.peak > most else ()
    wrong = "".join(f"\n    WRONG: {line}" for line in (*row.wrong, *over)[:8])
    return f"{row.name:28} {figures}  {row.said}{wrong}"


def main() -> int:
    """Print a row for each format and each hostile file."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--cases", type=int, default=2000, help="damaged files of each format")
    parser.add_argument("--formats", nargs="*", default=list(samples()), choices=list(samples()))
    parser.add_argument("--hostile", nargs="*", default=list(HOSTILE), choices=list(HOSTILE))
    parser.add_argument("--seconds", type=int, default=60, help="most that a case may take")
    parser.add_argument("--most", type=float, default=500, help="most memory, in MiB")
    given = parser.parse_args()
    print(f"{'':28} {'cases':>6} {'read':>7} {'refused':>7} {'skipped':>8} {'slowest s':>9} {'peak MiB':>8}  said")
    work = [("damaged", name, max(1, given.cases // FEWER.get(name, 1))) for name in given.formats]
    rows = []
    for kind, name, cases in (*work, *(("hostile", name, 1) for name in given.hostile)):
        rows.append(apart(kind, name, cases, given.seconds))
        print(shown(rows[-1], given.most), flush=True)
    bad = [row for row in rows if row.wrong or row.peak > given.most]
    print(f"{sum(row.cases for row in rows):,} cases; wrong: {', '.join(row.name for row in bad) or 'none'}")
    return bool(bad)


if __name__ == "__main__":
    sys.exit(main())
