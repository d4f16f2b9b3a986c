"""Damaged files for every reader, and what must hold of whatever comes of them.

A sample is a small sound file of a format; a mutation spoils its bytes. Office files and archives are spoiled twice:
as they are, and inside, so that what reads their members is reached as well.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

import pyoxigraph as ox
from fuzz_samples import Sample

from kg import shards
from kg.model import Document, Extraction, ReadError
from kg.read import Ignored, Reading, Refusal, intake, read, read_all
from kg.terms import clean, graph_iri, work_iri

LARGEST = 400_000  # bytes of a damaged file: what is larger takes time and tells no more
LANGUAGES = frozenset({"en", "zh"})


@dataclass(frozen=True, slots=True)
class Mutation:
    """One damage: its kind, where it happens as share of the length, how many bytes, how often, and with what."""

    kind: str
    at: float
    length: int
    count: int
    token: int


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a file: documents, refusals, and records that were skipped."""

    documents: int
    refused: int
    skipped: int


# --- damages -----------------------------------------------------------------------------------

TOKENS: tuple[bytes, ...] = (
    *(bytes([n]) for n in (0, 1, 8, 9, 10, 11, 12, 13, 27, 28, 31, 127, 128, 133, 173, 237, 255)),
    *(
        text.encode("utf-8", "surrogatepass")
        for text in (
            *"\u0085\u00a0\u00ad\u0300\u0338\u0600\u061c\u200b\u200d\u200e\u200f\u2028\u2029\u202a\u202e\u2066\u2069",
            *"\ufeff\ufffd\ufffe\uffff\ud800\udfff\ue000\ue001\ue002\ue003\U0001f468\U000e0001\U0010ffff",
            *"\u0130\u0149\u00df\ufb03\u0660\u00b2\u2167\u4e00\u5341\uff11\u3000\uff0c\uff1b\uff08\u2013\u2014",
            *"\"'`,;:|\t{}[]()<>&%$#@\\/=~^*_-+.!?",
            "a" + "\u0301" * 300,
            "\\u0000",
            "\\ud800",
            "\\uD83D\\uDE00",
            "&#0;",
            "&#xFFFE;",
            "&#x110000;",
            "&#99999999;",
            "&lol;",
            "&amp;amp;amp;",
            "<!DOCTYPE a [<!ENTITY lol 'x'>]>",
            "<!ENTITY % x SYSTEM 'file:///etc/hostname'>%x;",
            "<![CDATA[",
            "]]>",
            "<!--",
            "-->",
            "<?x",
            "</",
            "<p>",
            "<sub>",
            "xmlns:x='y'",
            "\n\n\n",
            "\r\n",
            "\nER  - ",
            "\nTY  - JOUR\n",
            "\nAB  - ",
            "\nPMID- 1",
            "\nPT J\n",
            "\nEF",
            "\n%0 Thesis\n",
            "\nRT Journal Article\n",
            "@article{",
            "@string{a = a # a}",
            "@comment{",
            "title = {",
            "crossref = {moss}",
            "\\cite{",
            "\\'{\\i}",
            "$\\frac{1}{",
            "---\n",
            "# ",
            "&a [*a, *a]",
            "!!python/object:os.system",
            "References\n",
            "Keywords: ",
            "null",
            "true",
            "[]",
            "{}",
            '[[[["a"]]]]',
            '{"a": {"b": []}}',
            '""',
            "NaN",
            "-Infinity",
            "1e999",
            "-1",
            "0",
            "9" * 5_000,
            "2011-99-99",
            "10.1234/" + "a" * 3_000,
            "=cmd|' /C calc'!A0",
            "../../etc/passwd",
            "%s%n{0}",
            "x" * 5_000,
            " " * 5_000,
            "a; " * 2_000,
            "(" * 2_000,
        )
    ),
)

NESTINGS: tuple[tuple[bytes, bytes], ...] = (
    (b"{", b"}"),
    (b"[", b"]"),
    (b"(", b")"),
    (b'{"a":', b"}"),
    (b"<p>", b"</p>"),
    (b"<div><b>", b"</b></div>"),
    (b"<w:p><w:r>", b"</w:r></w:p>"),
    (b"<sec>", b"</sec>"),
    (b"\\textbf{", b"}"),
    (b"{\\'", b"}"),
    (b"$", b"$"),
    (b'"', b'"'),
    (b"> ", b""),
    (b"<<", b">>"),
    (b"- ", b""),
    (b"<!--", b"-->"),
)

_VALUE = re.compile(rb'"[^"\n]{0,300}"|\b\d+\b')
_NUMBER = re.compile(rb"\d+")


def _span(data: bytes, m: Mutation) -> tuple[int, int]:
    start = int(m.at * len(data))
    return start, min(len(data), start + m.length)


def _cut(data: bytes, m: Mutation) -> bytes:
    start, end = _span(data, m)
    return data[:start] + data[end:]


def _end(data: bytes, m: Mutation) -> bytes:
    return data[: int(m.at * len(data))]


def _repeat(data: bytes, m: Mutation) -> bytes:
    start, end = _span(data, m)
    return data[:end] + data[start:end] * m.count + data[end:]


def _swap(data: bytes, m: Mutation) -> bytes:
    start, end = _span(data, m)
    far = min(len(data), end + m.count)
    return data[:start] + data[end:far] + data[start:end] + data[far:]


def _insert(data: bytes, m: Mutation) -> bytes:
    start, _ = _span(data, m)
    return data[:start] + TOKENS[m.token % len(TOKENS)] + data[start:]


def _sprinkle(data: bytes, m: Mutation) -> bytes:
    """The token at many places."""
    step = max(1, len(data) // (m.count + 1))
    token = TOKENS[m.token % len(TOKENS)][:100]
    return token.join(data[i : i + step] for i in range(0, len(data), step))


def _replace(data: bytes, m: Mutation) -> bytes:
    start, end = _span(data, m)
    return data[:start] + TOKENS[m.token % len(TOKENS)] + data[end:]


def _nest(data: bytes, m: Mutation) -> bytes:
    start, end = _span(data, m)
    before, after = NESTINGS[m.token % len(NESTINGS)]
    depth = m.count * 100
    return data[:start] + before * depth + data[start:end] + after * depth + data[end:]


def _at_next(pattern: re.Pattern[bytes], data: bytes, m: Mutation, new: bytes) -> bytes:
    found = pattern.search(data, int(m.at * len(data))) or pattern.search(data)
    return data if found is None else data[: found.start()] + new + data[found.end() :]


def _value(data: bytes, m: Mutation) -> bytes:
    return _at_next(_VALUE, data, m, TOKENS[m.token % len(TOKENS)])


def _number(data: bytes, m: Mutation) -> bytes:
    return _at_next(_NUMBER, data, m, b"9" * (m.count * 30))


def _run(data: bytes, m: Mutation) -> bytes:
    """Short tokens in a long row, which is where patterns that go back and forth take their time."""
    start, _ = _span(data, m)
    token = TOKENS[m.token % len(TOKENS)][:20]
    return data[:start] + token * (m.count * 1_000 // len(token)) + data[start:]


def _flip(data: bytes, m: Mutation) -> bytes:
    start, _ = _span(data, m)
    return data[:start] + bytes([m.token % 256]) + data[start + 1 :]


def _recode(data: bytes, m: Mutation) -> bytes:
    encoding = ("utf-16", "utf-16-le", "utf-32", "utf-8-sig", "cp1252", "gb18030", "shift_jis", "latin-1")[m.token % 8]
    return data.decode("utf-8", "replace").encode(encoding, "replace")


MUTATIONS: dict[str, Callable[[bytes, Mutation], bytes]] = {
    "cut": _cut,
    "end": _end,
    "repeat": _repeat,
    "swap": _swap,
    "insert": _insert,
    "sprinkle": _sprinkle,
    "replace": _replace,
    "nest": _nest,
    "value": _value,
    "number": _number,
    "run": _run,
    "flip": _flip,
    "recode": _recode,
}
KINDS = tuple(MUTATIONS)
MOST = {"length": 200, "count": 60, "token": 10_000}
"""The largest numbers of a mutation."""


def spoiled(sample: Sample, which: int, mutations: Iterable[Mutation]) -> bytes:
    """A file of a sample with damages, one after the other; ``which`` chooses its seed."""
    seed = sample.seeds[which % len(sample.seeds)]
    data = seed.data
    for mutation in mutations:
        data = MUTATIONS[mutation.kind](data, mutation)[:LARGEST]
    return seed.made(data)


# --- what must hold ----------------------------------------------------------------------------


def outcome(path: Path) -> Outcome:
    """What comes of a file, checked; any error but a refusal comes through."""
    if path.suffix == ".zip":
        return _outcome(read_all([path], LANGUAGES))
    try:
        return _outcome([read(path, LANGUAGES)])
    except ReadError as refusal:
        _is_one_line(str(refusal))
        if not str(refusal).startswith(str(path)):
            raise AssertionError(f"does not name the file: {refusal}") from refusal
        return Outcome(0, 1, 0)


def _outcome(found: Iterable[Reading | Refusal | Ignored]) -> Outcome:
    items = list(found)
    readings = [item for item in items if isinstance(item, Reading)]
    refusals = [item for item in items if isinstance(item, Refusal)]
    for reading in readings:
        _is_sound(reading)
    for refusal in refusals:
        _is_one_line(refusal.reason)
    ids = [document.id for reading in readings for document in reading.documents]
    assert len(ids) == len(set(ids)), ids
    return Outcome(len(ids), len(refusals), sum(len(reading.intake.skipped) for reading in readings))


def _is_sound(reading: Reading) -> None:
    report = reading.intake
    assert report.seen == report.taken + len(report.skipped)
    assert report.taken == len(reading.documents)
    assert sum(n for _, n in report.languages) <= report.seen
    assert intake.load(intake.dump(report)) == report
    for skipped in report.skipped:
        _is_one_line(skipped.reason)
        assert skipped.line > 0
    for document in reading.documents:
        _is_document(document)


def _is_document(document: Document) -> None:
    for value in _strings(asdict(document)):
        assert clean(value) == value, value
    _are_parts(document)
    starts = [page.start for page in document.pages]
    assert starts == sorted(set(starts))
    assert all(0 <= start < len(document.text) for start in starts)
    assert all(page.label for page in document.pages)
    whole = document.record is None
    assert whole or re.fullmatch(r"[a-z0-9-]{1,120}", document.id), document.id
    assert document.reference.title
    assert document.record is None or document.record.text.strip()
    ox.NamedNode(work_iri(document.id))
    ox.NamedNode(graph_iri(document.id))
    assert shards.load(shards.dump(Extraction(document, (), ()), "key")).document == document


def _are_parts(document: Document) -> None:
    at = 0
    for part in document.parts:
        assert at <= part.start < part.end <= len(document.text), (at, part, document.text)
        assert document.text[part.start : part.end].strip(), part
        at = part.end


def _strings(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for inner in value.values():
            yield from _strings(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from _strings(inner)


def _is_one_line(message: str) -> None:
    assert message.strip()
    assert not any(unicodedata.category(c) in {"Cc", "Cs", "Zl", "Zp"} for c in message), repr(message)
    assert len(message) < 1_500, len(message)
