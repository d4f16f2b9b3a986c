"""Six made-up claims of three made-up works, with texts that attack every format, as a selection."""

from __future__ import annotations

from dataclasses import replace

from kg.claimrow import ClaimRow
from kg.export.selection import Selection, Stamp, Work
from kg.model import Reference
from kg.networks import Things
from kg.terms import BASE, ONTOLOGY, iri, literal

HOSTILE = '=HYPERLINK("x") <script>alert(1)</script> [[secret]] #tag `rm` %%hidden%%\n---\n\x00\u202e& key:: v\t;'
"""A text that would be a formula, a script, a link, a comment or the end of a front matter, if it were let."""

STAMP = Stamp("intergov-kg 9.9", "ab" * 32, "promotes or <hinders>, in Erewhon", "2026-11-22", "CC BY 4.0")


def claim(number: int, head: str, relation: str, tail: str, work: str = "a", /, **values: str) -> ClaimRow:
    """A claim between concepts whose labels are their names."""
    kinds = {"trust": "Factor", "cooperation": "Mechanism", "rivalry": "Obstacle", "Erewhon": "Government"}
    empty = dict.fromkeys(ClaimRow.__dataclass_fields__, "")
    given = {
        "claim": f"{BASE}claim/{number:020x}",
        "doc": work,
        "work": f"{BASE}work/{work}",
        "citation": f"Author {work} ({2000 + ord(work) - ord('a')}). Title {work}.",
        "title": f"Title {work}",
        "year": str(2000 + ord(work) - ord("a")),
        "head": f"{BASE}concept/{head.lower()}",
        "head_label": head,
        "head_mention": head,
        "head_type": kinds.get(head, "Outcome"),
        "relation": relation,
        "tail": f"{BASE}concept/{tail.lower()}",
        "tail_label": tail,
        "tail_mention": tail,
        "tail_type": kinds.get(tail, "Outcome"),
        "polarity": "positive",
        "modality": "asserted",
        "attributed_to": "THIS_WORK",
        "belief": "0.5",
        "confidence": "0.8",
        "quote": f"{head} {relation} {tail}.",
        "rule": "verb",
        "start": str(10 * number),
        "end": str(10 * number + 9),
    }
    return ClaimRow(**(empty | given | values))


CLAIMS = (
    claim(1, "trust", "promotes", "cooperation", "a"),
    claim(2, "trust", "promotes", "cooperation", "b", head_mention="mutual trust", modality="recommended"),
    claim(3, "cooperation", "requires", "trust", "b", polarity="negative"),
    claim(4, "rivalry", "hinders", "cooperation", "b", attributed_to="Jane Doe", quote=HOSTILE, head_label=HOSTILE),
    claim(5, "Erewhon", "cooperatesWith", "Atlantis", "c", year="", page="7"),
    claim(6, "x", "studies", "trust", "a", head=f"{BASE}work/a", head_label="THIS_WORK", head_type="Work"),
)


def selection(claims: tuple[ClaimRow, ...] = CLAIMS) -> Selection:
    """The selection of some claims, with a work that makes none."""
    records = {
        "a": Reference("Title a", ("Doe, Jane", "Roe, Rich; Jr"), 2000, "article-journal", "Journal", "10.1234/a"),
        "b": Reference(HOSTILE, ("Ministry of Works",), 2001, url="javascript:alert(1)"),
        "c": Reference("Title c"),
        "d": Reference("Title d", year=2003),
    }
    works = tuple(
        Work(f"{BASE}work/{doc}", doc, f"Author {doc}. {known.title}", known) for doc, known in records.items()
    )
    things = Things(levels={f"{BASE}concept/erewhon": "national"})
    return Selection(claims, works, things, {}, STAMP)


def reordered() -> Selection:
    """The same claims and works in another order."""
    whole = selection(CLAIMS[::-1])
    return replace(whole, works=whole.works[::-1])


def quads() -> list[bytes]:
    """Lines of N-Quads as a store sorts them, with every kind of term, in two graphs."""
    graphs = [f"{BASE}graph/a", f"{BASE}graph/vocabulary"]
    claim_iri, head = f"{BASE}claim/0a", f"{BASE}concept/trust"
    told = [
        (claim_iri, "http://www.w3.org/1999/02/22-rdf-syntax-ns#type", iri(ONTOLOGY + "Claim"), graphs[0]),
        (claim_iri, ONTOLOGY + "head", iri(head), graphs[0]),
        (claim_iri, ONTOLOGY + "confidence", literal("0.80", datatype="decimal"), graphs[0]),
        (claim_iri, ONTOLOGY + "quote", literal(HOSTILE + ' \\ "x" \U0001f600'), graphs[0]),
        (f"{BASE}work/a%20b(c)", ONTOLOGY + "mixed", iri("http://example.org/"), graphs[0]),
        (f"{BASE}work/a%20b(c)", ONTOLOGY + "mixed", literal("1", datatype="integer"), graphs[0]),
        (f"{BASE}work/a%20b(c)", ONTOLOGY + "mixed", literal("claim:0a"), graphs[0]),
        (head, "http://www.w3.org/2004/02/skos/core#prefLabel", literal("trust", language="en"), graphs[1]),
        (head, "http://www.w3.org/2004/02/skos/core#prefLabel", literal("信任", language="zh-Hans"), graphs[1]),
        (claim_iri, ONTOLOGY + "head", iri(head), graphs[1]),
    ]
    return sorted(f"{iri(s)} {iri(p)} {o} {iri(g)} .\n".encode() for s, p, o, g in told)
