"""Addresses of graphs on servers: ``sparql+http://host:port/path?store=/path``."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit, urlunsplit

from kg.model import StoreError

_SCHEMES = ("sparql+http://", "sparql+https://")
_HOST = re.compile(r"(?:[A-Za-z0-9._-]+|\[[0-9A-Fa-f:.]+\])(?::[0-9]{1,5})?")
_FIT = re.compile(r"[!-~]+")
_HELP = "write sparql+http://host:port/ or sparql+https://host/path?store=/path"


@dataclass(frozen=True, slots=True)
class Address:
    """A graph on a server.

    Attributes:
        text: what the user wrote; it holds no password.
        query: URL that queries are sent to.
        store: URL of the graph store protocol; empty where the graph can only be read.
        extra: what goes with every query, as the user wrote it.
    """

    text: str
    query: str
    store: str
    extra: tuple[tuple[str, str], ...] = ()


def is_address(text: str) -> bool:
    """Whether a text names a graph on a server and not a folder."""
    return text.lower().startswith("sparql+")


def parse(text: str) -> Address:
    """The address that a user wrote.

    A path that ends in ``/`` is that of an Oxigraph server: queries go to ``query`` below it, graphs to ``store``. Any
    other path is where queries go, and ``store=`` says where graphs go, as a path or URL of the same host. Other
    parameters are sent with every query.

    Raises:
        StoreError: it is no such address, or holds a password.
    """
    if not text.lower().startswith(_SCHEMES) or not _FIT.fullmatch(text):
        raise StoreError(f"{_shown(text)} is no address of a SPARQL server; {_HELP}")
    parts = urlsplit(text[len("sparql+") :])
    if "@" in parts.netloc:
        raise StoreError(f"{_shown(text)} holds a login; leave it out and set KG_SPARQL_USER and KG_SPARQL_PASSWORD")
    if not _HOST.fullmatch(parts.netloc) or parts.fragment:
        raise StoreError(f"{text} is no address of a SPARQL server; {_HELP}")
    base = urlunsplit((parts.scheme.lower(), parts.netloc.lower(), parts.path or "/", "", ""))
    given = dict(pairs := parse_qsl(parts.query, keep_blank_values=True))
    extra = tuple(pair for pair in pairs if pair[0] not in {"store", "query"})
    plain = base.endswith("/")
    query = urljoin(base, given.get("query", "query" if plain else ""))
    store = urljoin(base, given["store"]) if "store" in given else (urljoin(base, "store") if plain else "")
    for url in (query, store):
        if url and urlsplit(url)[:2] != urlsplit(base)[:2]:
            raise StoreError(f"{text} leads to another host, {urlsplit(url).netloc}; {_HELP} of one host")
    return Address(text, query, store, extra)


def graph_url(address: Address, graph: str) -> str:
    """The URL of a named graph by the graph store protocol."""
    mark = "&" if "?" in address.store else "?"
    return f"{address.store}{mark}{urlencode({'graph': graph})}"


def _shown(text: str) -> str:
    return repr(re.sub(r"//[^/@]*@", "//", text)[:200])
