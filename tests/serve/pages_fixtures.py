"""What the tests of pages share: a store of texts that mean harm, the application on it, and tables out of answers.

PYTEST_DONT_REWRITE: test modules import from here before pytest takes this module as a plugin.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping
from typing import Protocol

import openpyxl
import pytest
from serve_fixtures import asking
from starlette.testclient import TestClient

from kg import pipeline
from kg.serve.settings import Settings

pytest_plugins = ["serve_fixtures"]

BROWSER = {"Accept": "text/html"}
SCRIPT = "<script>alert(1)</script>"


class Response(Protocol):
    """What a client got."""

    @property
    def status_code(self) -> int: ...
    @property
    def text(self) -> str: ...
    @property
    def content(self) -> bytes: ...
    @property
    def headers(self) -> Mapping[str, str]: ...


HARMFUL = {
    "one.md": f"---\ntitle: '=cmd|calc {SCRIPT}'\nauthors: ['@Eve, <b>A</b>']\nyear: 2001\nplaces: [China]\n---\n"
    "Local protectionism hinders regional economic integration in China. "
    f"Tax sharing promotes economic growth{SCRIPT}. Local protectionism hinders economic growth.",
    "two.md": "---\ntitle: '\"><img src=x onerror=alert(1)>'\nauthors: ['+Mallory']\nyear: 2002\nplaces: [Canada]\n"
    "---\nLocal protectionism does not hinder regional economic integration. "
    "Benefit sharing reduces local protectionism. Tax sharing promotes economic growth.",
    "three.md": "---\ntitle: Plain\nauthors: [Ann]\nyear: 2003\nplaces: [Canada]\n---\n"
    "Tax sharing promotes economic growth. Trust promotes intergovernmental cooperation.",
}
"""Documents of which titles and authors are markup and formulas; the first two disagree."""


@pytest.fixture(scope="session")
def harmful(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """The application on a store of the harmful documents; read only."""
    folder = tmp_path_factory.mktemp("harmful")
    (folder / "papers").mkdir()
    for name, text in HARMFUL.items():
        (folder / "papers" / name).write_text(text, encoding="utf-8")
    pipeline.build([folder / "papers"], folder / "kg", pipeline.Settings())
    with asking(Settings(folder / "kg")) as client:
        yield client


def text(client: TestClient, path: str, status: int = 200) -> str:
    """A page as a browser gets it."""
    response = client.get(path, headers=BROWSER)
    assert response.status_code == status, response.text[-2000:]
    assert response.headers["content-type"] == "text/html; charset=utf-8"
    return response.text


def visible(html: str) -> str:
    """The text of the main part of a page in one line, without tags."""
    main = re.sub(r"(?s).*<main[^>]*>|</main>.*", "", html)
    return " ".join(re.sub(r"<[^>]*>", " ", main).split())


def csv_rows(response: Response) -> list[list[str]]:
    """The rows of a file of comma-separated text, headings first."""
    assert response.status_code == 200, response.text
    assert response.headers["content-type"] == "text/csv; charset=utf-8"
    assert re.fullmatch(r'attachment; filename="[a-z-]+\.csv"', response.headers["content-disposition"])
    assert response.content.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(io.StringIO(response.content.decode("utf-8-sig"), newline="")))


def xlsx_rows(response: Response) -> list[list[object]]:
    """The rows of the table of a workbook, headings first; no cell is a formula."""
    assert response.status_code == 200, response.text
    assert re.fullmatch(r'attachment; filename="[a-z-]+\.xlsx"', response.headers["content-disposition"])
    book = openpyxl.load_workbook(io.BytesIO(response.content))
    assert book.sheetnames == ["README", "Table"]
    cells = [list(row) for row in book["Table"].iter_rows()]
    assert all(cell.data_type != "f" for sheet in book for row in sheet.iter_rows() for cell in row)
    return [[cell.value for cell in row] for row in cells]
