"""Pages from templates: values are escaped, hidden characters are written out, links lead to pages of this server."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlencode

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import HTMLResponse

from kg import __version__
from kg.export.texts import ROLES, doi_link, pieces, visible
from kg.export.wording import PLURALS, VERBS, hold, is_reported
from kg.serve.addresses import path_of
from kg.serve.room import room

SIZE = 50
"""Rows of a list on one page."""


@dataclass(frozen=True, slots=True)
class Paging:
    """Which part of a list is shown: rows ``first`` to ``last`` of ``total``, counted from 1, and where the others are.

    ``previous`` and ``next`` are addresses, empty where there is none.
    """

    total: int
    offset: int
    size: int
    previous: str
    next: str

    @property
    def first(self) -> int:
        """The number of the first row."""
        return min(self.offset + 1, self.total)

    @property
    def last(self) -> int:
        """The number of the last row."""
        return min(self.offset + self.size, self.total)


def paging(request: Request, total: int, size: int = SIZE) -> Paging:
    """The part of a list that ``?page=`` asks for; the first where it is no number or beyond the end."""
    asked = request.query_params.get("page", "1")
    last = max(1, -(-total // size))
    number = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 10 and 1 <= int(asked) <= last else 1
    before = _page(request, number - 1) if number > 1 else ""
    after = _page(request, number + 1) if number < last else ""
    return Paging(total, (number - 1) * size, size, before, after)


def page(request: Request, template: str, /, status: int = 200, **values: Any) -> HTMLResponse:
    """A page; its template extends ``base.html`` and knows ``request``, ``settings``, ``generation`` and the values."""
    here = room(request)
    text = _ENVIRONMENT.get_template(template).render(
        request=request, settings=here.settings, generation=here.snapshot.generation, **values
    )
    return HTMLResponse(text, status)


def with_query(request: Request, **changed: str) -> str:
    """The address of a request with some parameters changed, those that are empty left out, on the first page."""
    kept = [(name, value) for name, value in _parameters(request) if name not in changed and name != "page"]
    return "?" + urlencode([*kept, *((name, value) for name, value in changed.items() if value)])


def _page(request: Request, number: int) -> str:
    return "?" + urlencode([*(p for p in _parameters(request) if p[0] != "page"), ("page", str(number))])


def _parameters(request: Request) -> list[tuple[str, str]]:
    return parse_qsl(request.url.query, keep_blank_values=True)


def _is_empty(request: Request) -> bool:
    """Whether the store has no claims."""
    return not room(request).snapshot.index.counts()["claims"]


def _shown(value: object) -> object:
    return visible(value) if type(value) is str else value


def _roles(role: int) -> str:
    """The classes of a piece of a sentence that plays a role."""
    return " ".join(name for name, bit in ROLES.items() if role & bit)


_ENVIRONMENT = Environment(
    loader=FileSystemLoader(Path(__file__).with_name("templates")),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
    finalize=_shown,
)
_ENVIRONMENT.filters.update(
    path=path_of, pieces=pieces, roles=_roles, doi=doi_link, hold=hold, reported=is_reported, number="{:,}".format
)
_ENVIRONMENT.globals.update(
    program=f"intergov-kg {__version__}", verbs=VERBS, plurals=PLURALS, with_query=with_query, is_empty=_is_empty
)
