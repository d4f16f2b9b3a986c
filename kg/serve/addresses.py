"""IRIs of the graph and the paths under which this server shows them.

``https://w3id.org/igr/work/a-2001`` is shown at ``/work/a-2001``: the path of an IRI is the IRI without its base, byte
for byte, so percent signs in it stay as they are.
"""

from __future__ import annotations

from urllib.parse import quote

from kg.terms import BASE

KINDS = frozenset(
    "claim concept curation curator decision disagreement entity evidence graph local ontology proposition scheme "
    "scholar work".split()
)
"""The first segments of the paths of IRIs."""

_SAFE = "/:?#[]@!$&'()*+,;=-._~%"


def path_of(iri: str) -> str:
    """The path under which this server shows an IRI, for any IRI; one of another base is shown as a query of ours.

    A fragment stays a fragment, so that ``ontology#Claim`` is shown on the page of the ontology.
    """
    if iri.startswith(BASE) and iri.removeprefix(BASE).split("/")[0].split("#")[0] in KINDS:
        return "/" + quote(iri.removeprefix(BASE), safe=_SAFE)
    return "/entity?iri=" + quote(iri, safe="")


def iri_of(raw_path: bytes) -> str:
    """The IRI that a path, as the client sent it, stands for."""
    return BASE + quote(raw_path.partition(b"?")[0].removeprefix(b"/"), safe=_SAFE)
