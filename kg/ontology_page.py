"""The ontology as one HTML page that needs nothing else: no script, no host, readable on a telephone.

``python -m kg.ontology_page docs/ontology/index.html`` writes it anew. The same Turtle files give the same
bytes. Every term is at the anchor of its own name, so that ``igr:hinders`` is ``index.html#hinders``; a concept
is at ``#concept-...`` and an actor at ``#entity-...``.
"""

from __future__ import annotations

import base64
import hashlib
import re
import sys
from pathlib import Path

import jinja2

from kg import ontology_diagram
from kg.model import EntityType, KgError, Relation
from kg.ontology_terms import Ontology, Term, read

_TEMPLATES = Path(__file__).with_name("templates") / "ontology"
_PLURALS = {EntityType.BODY: "Bodies"}
_ABOUT = (
    ("Namespace", "preferredNamespaceUri"),
    ("Preferred prefix", "preferredNamespacePrefix"),
    ("Version", "versionInfo"),
    ("Version IRI", "versionIRI"),
    ("Created", "created"),
    ("Modified", "modified"),
    ("Creator", "creator"),
    ("Contributor", "contributor"),
    ("Publisher", "publisher"),
    ("Licence", "license"),
    ("How to cite", "bibliographicCitation"),
)
_ADDRESS = re.compile(r"(https?://[^\s<>\"';]+[^\s<>\"';.,)])")


def render(folder: Path | None = None) -> str:
    """The page for the ontology of a folder, or for the project's own.

    Raises:
        VocabularyError: a file of the ontology is missing or is not Turtle.
    """
    ontology = read(folder)
    style = (_TEMPLATES / "page.css").read_text(encoding="utf-8")
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters["parts"] = parts
    return environment.get_template("page.html.j2").render(
        header=ontology.header,
        schemes=ontology.schemes,
        actors=ontology.actors,
        actors_scheme=ontology.actors_scheme,
        prefixes=sorted(ontology.prefixes.items()),
        about=[(title, key) for title, key in _ABOUT if key in ontology.header],
        type_labels={t: _PLURALS.get(t, f"{t}s") for t in EntityType},
        claim_model=ontology_diagram.claim_model(),
        relation_map=ontology_diagram.relation_map(),
        turtle=(_TEMPLATES / "claim.ttl").read_text(encoding="utf-8"),
        style=style,
        style_hash=f"sha256-{base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()}",
        **_terms(ontology),
    )


def write(path: Path) -> None:
    """Write the page; one that is there is replaced.

    Raises:
        VocabularyError: a file of the ontology is missing or is not Turtle.
        KgError: the place cannot be written.
    """
    content = render().encode()
    try:
        path.write_bytes(content)
    except OSError as error:
        raise KgError(f"cannot write {path}: {error.strerror or error}; choose another place") from error


def parts(text: str) -> list[tuple[str, bool]]:
    """A text cut at its web addresses: each part, and whether it is one."""
    return [(part, n % 2 == 1) for n, part in enumerate(_ADDRESS.split(text)) if part]


def _terms(ontology: Ontology) -> dict[str, object]:
    """The terms of ``igr.ttl`` by their place in the page."""
    terms = {term.name: term for section in ontology.sections.values() for term in section}
    claims = [t for name in ("Claim", "Disagreement", "Fact", "Decision") for t in _section(ontology, name)]
    facets = _section(ontology, "level")
    return {
        "types": [terms[t] for t in EntityType],
        "kinds": [(terms[t], kinds) for t in EntityType if (kinds := _kinds(terms, t))],
        "relations": [terms[r] for r in Relation],
        "inverses": [t for t in terms.values() if "inverse of" in dict(t.facts)],
        "claim_classes": [t for t in claims if not t.is_property],
        "claim_properties": [t for t in claims if t.is_property],
        "facet_terms": facets,
    }


def _section(ontology: Ontology, name: str) -> tuple[Term, ...]:
    return next(terms for terms in ontology.sections.values() if any(t.name == name for t in terms))


def _kinds(terms: dict[str, Term], parent: EntityType) -> list[Term]:
    broader = {t.name: {link.href for link in dict(t.facts).get("kind of", ())} for t in terms.values()}
    return [t for t in terms.values() if f"#{parent}" in broader[t.name]]


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("usage: python -m kg.ontology_page FILE")
    try:
        write(Path(sys.argv[1]))
    except KgError as error:
        sys.exit(str(error))
