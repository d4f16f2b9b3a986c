"""What the index gives: things, works, scholars, claims, propositions, disagreements and hits, as frozen records."""

from __future__ import annotations

from dataclasses import dataclass

from kg.claimrow import ClaimRow


@dataclass(frozen=True, slots=True)
class Name:
    """A name of a thing; ``kind`` is ``preferred``, ``alternative`` or ``hidden``."""

    text: str
    kind: str


@dataclass(frozen=True, slots=True)
class Thing:
    """A thing that claims speak of.

    Attributes:
        iri: its IRI.
        label: its English label; the IRI where it has none.
        type: the local name of its class, such as ``Mechanism``.
        definition: in English; empty where the ontology does not define it.
        example: a sentence that shows the word in use; empty where there is none.
        level: the label of its level of government; empty where it has none.
        local: whether only texts name it, not the ontology.
        claims: how many claims that count have it at an end.
        works: how many works make them.
    """

    iri: str
    label: str
    type: str
    definition: str = ""
    example: str = ""
    level: str = ""
    local: bool = False
    claims: int = 0
    works: int = 0


@dataclass(frozen=True, slots=True)
class Work:
    """A work of the store; ``merged`` are the ids of further records of it, ``related`` IRIs of other forms of it."""

    iri: str
    doc: str
    citation: str
    title: str
    year: str
    doi: str
    kind: str
    source: str
    authors: tuple[str, ...]
    places: tuple[str, ...]
    sentences: int
    claims: int
    merged: tuple[str, ...] = ()
    related: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Scholar:
    """Somebody to whom claims are credited; ``members`` are IRIs where it is several people."""

    iri: str
    label: str
    claims: int
    works: int
    members: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Claim:
    """A claim: its row, and the IRIs of what it states and of its evidence.

    Attributes:
        row: everything of the claim table.
        proposition: IRI; empty where curators rejected the claim.
        holder: IRI of the work or the scholar that holds it.
        evidence: IRI of its sentence.
        counts: False where curators rejected it or wrote it anew.
    """

    row: ClaimRow
    proposition: str
    holder: str
    evidence: str
    counts: bool

    @property
    def id(self) -> str:
        """The last segment of its IRI."""
        return self.row.claim.rpartition("/")[2]


@dataclass(frozen=True, slots=True)
class Made:
    """How a claim was made: its IRI, its rule, its confidence, and the belief of its proposition, if it has one."""

    claim: str
    rule: str
    belief: str
    confidence: str


@dataclass(frozen=True, slots=True)
class Proposition:
    """A statement that claims share; beliefs and their 95 % intervals are 0 to 1.

    ``works`` make any claim of it, ``supporting`` assert it, ``sources`` are independent among those.
    ``refines`` are IRIs of more general propositions.
    """

    iri: str
    head: str
    head_label: str
    relation: str
    tail: str
    tail_label: str
    belief: float
    low: float
    high: float
    denial: float
    works: int
    supporting: int
    sources: int
    refines: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Disagreement:
    """Two claims that seem to clash; IRIs are empty where there is no such side. ``kind`` is in words."""

    iri: str
    kind: str
    reason: str
    proposition_for: str
    proposition_against: str
    claim_for: str
    claim_against: str


@dataclass(frozen=True, slots=True)
class Tally:
    """How the claims of a thing with one relation, at one end, are held.

    ``end`` is ``head`` or ``tail``: where the thing stands. ``agree`` assert, ``dispute`` deny, ``recommend`` call for
    it, ``suppose`` only suppose; ``works`` make them.
    """

    relation: str
    end: str
    agree: int
    dispute: int
    recommend: int
    suppose: int
    works: int


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A thing at the other end of claims, how many claims and works join them, and by which relations."""

    thing: Thing
    claims: int
    works: int
    relations: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which claims are wanted; what is empty asks nothing.

    Attributes:
        thing: IRI of a thing at either end.
        other: IRI of another thing at either end.
        head: IRI of a thing at the head.
        tail: IRI of a thing at the tail.
        work: IRI of the work that makes it.
        holder: IRI of who holds it.
        proposition: IRI of what it states.
        evidence: IRI of its sentence.
        relation: such as ``promotes``.
        polarity: ``positive`` or ``negative``.
        modality: ``asserted``, ``recommended`` or ``hypothetical``.
        rejected: whether those that curators rejected are wanted too.
        kinds: whether those of narrower kinds of ``thing`` and ``other`` are wanted too.
    """

    thing: str = ""
    other: str = ""
    head: str = ""
    tail: str = ""
    work: str = ""
    holder: str = ""
    proposition: str = ""
    evidence: str = ""
    relation: str = ""
    polarity: str = ""
    modality: str = ""
    rejected: bool = False
    kinds: bool = False


@dataclass(frozen=True, slots=True)
class Hit:
    """What a search found.

    Attributes:
        iri: of a thing, a work, a scholar or a claim.
        kind: ``thing``, ``work``, ``scholar`` or ``claim``.
        label: its label, or the sentence.
        type: the class of a thing; empty for others.
        matched: the name that was found, where it is not the label.
        snippet: the piece of text around what was found, with what was found between U+E000 and U+E001; the label of
            things.
        claims: how many claims it has.
        score: larger is better; hits of different kinds do not compare.
        exact: False where it was found although it is written otherwise.
    """

    iri: str
    kind: str
    label: str
    type: str = ""
    matched: str = ""
    snippet: str = ""
    claims: int = 0
    score: float = 0.0
    exact: bool = True
