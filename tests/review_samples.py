"""A small made-up selection: what four invented works claim of agreements, protectionism and a theory."""

from __future__ import annotations

from kg.claimrow import WORK_BASE, ClaimRow
from kg.export.selection import Selection, Stamp, Work
from kg.model import Record, Reference
from kg.networks import Things

HOSTILE = (
    '=1+1 <script>alert("x")</script> \\input{/etc/passwd} $x^2$ *b* [a](b) `c` | 100% & #1 ~ _u_ \u202eevil 制度 ẑ'
)
STAMP = Stamp("intergov-kg 0.0", "ab" * 32, "all claims", "2026-01-02", "CC BY 4.0")
THINGS = Things(
    labels={
        "c:agreement": "interlocal agreement",
        "l:compact": "harbour compact",
        "c:protect": "local protectionism",
        "c:trust": "trust",
        "c:ica": "institutional collective action",
        "c:rare": "toll booth",
        "s:mechanism": "mechanism",
        "s:obstacle": "obstacle",
        "c:joint": "joint instrument",
    },
    broader={
        "l:compact": "c:agreement",
        "c:agreement": "c:joint",
        "c:joint": "s:mechanism",
        "c:protect": "s:obstacle",
    },
    local=frozenset({"l:compact"}),
)
TYPES = {
    "c:agreement": "Mechanism",
    "l:compact": "Mechanism",
    "c:rare": "Mechanism",
    "c:protect": "Obstacle",
    "c:trust": "Outcome",
    "c:ica": "Theory",
}


def claim(name: str, doc: str, head: str, relation: str, tail: str, **more: str) -> ClaimRow:
    """A claim of a document; ``head`` may be ``work``."""
    known = dict.fromkeys(ClaimRow.__dataclass_fields__, "")
    work = f"{WORK_BASE}{doc}"
    head = work if head == "work" else head
    known |= {"claim": f"claim:{name}", "doc": doc, "work": work, "citation": f"{doc} (2001).", "year": "2001"}
    known |= {"head": head, "head_type": TYPES.get(head, "Work"), "head_label": THINGS.label(head)}
    known |= {"tail": tail, "tail_type": TYPES.get(tail, "Work"), "tail_label": THINGS.label(tail)}
    known |= {"relation": relation, "polarity": "positive", "modality": "asserted", "attributed_to": "THIS_WORK"}
    known |= {"belief": "0.5", "confidence": "0.5", "quote": f"Sentence {name} of {doc}.", "start": "0", "end": "9"}
    return ClaimRow(**(known | more))


CLAIMS = (
    claim("1", "ash", "c:agreement", "addresses", "c:protect", page="12", section="results", belief="0.9"),
    claim("2", "birch", "l:compact", "addresses", "c:protect"),
    claim("3", "cedar", "c:agreement", "addresses", "c:protect", polarity="negative"),
    claim("4", "cedar", "c:agreement", "addresses", "c:protect", modality="recommended", quote=HOSTILE),
    claim("5", "birch", "c:agreement", "promotes", "c:trust", attributed_to="Ann Elm"),
    claim("6", "ash", "c:agreement", "promotes", "c:trust"),
    claim("7", "cedar", "c:agreement", "hinders", "c:trust"),
    claim("8", "ash", "work", "studies", "c:agreement"),
    claim("9", "birch", "work", "usesTheory", "c:ica"),
    claim("10", "cedar", "c:rare", "promotes", "c:trust"),
    claim("11", "ash", "c:agreement", "addresses", "c:protect", quote="It did not address protectionism."),
    claim("12", "ash", "c:agreement", "causes", "c:trust"),
    claim("13", "ash", "c:agreement", "causes", "c:trust", polarity="negative", quote="It is no cause of trust."),
)
RIS = """TY  - JOUR
A1  - Ash, Ada
T1  - Bridges and tolls
JF  - Journal of Made-up Counties
Y1  - 2001/03//
VL  - 4
AB  - First line
second line of the abstract
N1  - a note of the reader
KW  - bridges
U1  - 42
ER  - 
"""
BIBTEX = """@Article{birch01,
  Author = "Birch, Bo and {Board of {\\'E}xample Counties}",
  title={Tolls \\& {Bridges}}, keywords = {tolls; counties},
  journal = jmc # { 2},
  year = 2001
}"""
WORKS = (
    Work(
        f"{WORK_BASE}ash",
        "ash",
        "Ash (2001).",
        Reference("Bridges and tolls", ("Ash, Ada",), 2001, "article-journal", "Journal of Made-up Counties"),
        Record("ris", RIS),
    ),
    Work(
        f"{WORK_BASE}birch",
        "birch",
        "Birch (2001).",
        Reference("Tolls & Bridges", ("Birch, Bo", "Board of Example Counties"), 2001, "thesis", "Example University"),
        Record("bibtex", BIBTEX),
    ),
    Work(
        f"{WORK_BASE}cedar",
        "cedar",
        "Cedar (2001).",
        Reference("A second look at tolls", ("Ash, Ada",), 2001, "book", publisher="Plain & Sons", doi="10.1234/ab_c"),
        Record("csl-json", '{"id": 7, "type": "book", "title": "Look", "custom": {"a": 1}, "note": "mine"}'),
    ),
    Work(f"{WORK_BASE}dogwood", "dogwood", "锁 (2014).", Reference(HOSTILE, ("锁, 利铭",), 2014, "working-paper")),
)
SELECTION = Selection(CLAIMS, WORKS, THINGS, {"claim:1": frozenset({"China"})}, STAMP)
