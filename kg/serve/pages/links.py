"""Where pages lead beside pages: to the data of an IRI, to a query about it, to the graph around it."""

from __future__ import annotations

from urllib.parse import urlencode

from kg.serve.addresses import path_of
from kg.terms import iri as term

_PREFIXES = "PREFIX igr: <https://w3id.org/igr/ontology#>\n"
_THING = """SELECT ?claim ?head ?relation ?tail ?sentence
WHERE {{
  VALUES ?thing {{ {iri} }}
  {{ ?proposition igr:head ?thing }} UNION {{ ?proposition igr:tail ?thing }}
  ?proposition igr:head ?head ; igr:relation ?relation ; igr:tail ?tail .
  ?claim igr:states ?proposition ; igr:evidence ?evidence .
  ?evidence igr:quote ?sentence .
}}
LIMIT 200
"""
_CLAIMS = """SELECT ?claim ?head ?relation ?tail ?sentence
WHERE {{
  ?claim {property} {iri} ; igr:states ?proposition ; igr:evidence ?evidence .
  ?proposition igr:head ?head ; igr:relation ?relation ; igr:tail ?tail .
  ?evidence igr:quote ?sentence .
}}
LIMIT 200
"""
_ABOUT = """SELECT ?property ?value
WHERE {{ {iri} ?property ?value }}
"""
_QUERIES = {
    "thing": _THING,
    "work": _CLAIMS.replace("{property}", "igr:inWork"),
    "scholar": _CLAIMS.replace("{property}", "igr:attributedTo"),
    "proposition": _CLAIMS.replace("{property}", "igr:states"),
    "evidence": _CLAIMS.replace("{property}", "igr:evidence"),
}

FORMATS = (("Turtle", "ttl"), ("JSON-LD", "jsonld"), ("RDF/XML", "rdf"))


def data(iri: str) -> list[tuple[str, str]]:
    """The names and addresses of the data of an IRI in the forms of RDF."""
    path, _, _ = path_of(iri).partition("#")
    joint = "&" if "?" in path else "?"
    return [(name, f"{path}{joint}{urlencode({'format': format})}") for name, format in FORMATS]


def query(kind: str, iri: str) -> str:
    """The address of the query page with a query about an IRI; any ``kind`` is known."""
    text = _PREFIXES + _QUERIES.get(kind, _ABOUT).format(iri=term(iri))
    return "/query?" + urlencode({"query": text})


def graph(label: str) -> str:
    """The address of the page of the graph with a thing in its middle."""
    return "/graph?" + urlencode({"focus": label})
