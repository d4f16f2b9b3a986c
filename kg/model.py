"""The records that pass from stage to stage, the closed vocabularies, and the errors.

    file -> Document -> (repair) -> Claim -> LinkedClaim -> Proposition -> quads -> rows

Every record is frozen and holds only plain values, so that it can be hashed, sorted, sent to
another process and written as JSON. Offsets count characters of ``Document.text``, from 0, end
exclusive.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from enum import StrEnum

THIS_WORK = "THIS_WORK"
"""How a claim names the document that is being read."""


UNTITLED = "[no title]"
"""How the title begins of a record that has an abstract and no title."""


class EntityType(StrEnum):
    """The types of thing a claim can speak of."""

    GOVERNMENT = "Government"
    BODY = "Body"
    REGION = "Region"
    AGREEMENT = "Agreement"
    MECHANISM = "Mechanism"
    OBSTACLE = "Obstacle"
    THEORY = "Theory"
    FACTOR = "Factor"
    OUTCOME = "Outcome"
    ISSUE = "Issue"
    METHOD = "Method"
    SCHOLAR = "Scholar"
    WORK = "Work"


class Relation(StrEnum):
    """The relations a claim can state, head to tail."""

    COOPERATES_WITH = "cooperatesWith"
    COMPETES_WITH = "competesWith"
    DIRECTS = "directs"
    PARTICIPATES_IN = "participatesIn"
    ESTABLISHES = "establishes"
    LOCATED_IN = "locatedIn"
    APPLIES_TO = "appliesTo"
    ADDRESSES = "addresses"
    HINDERS = "hinders"
    CAUSES = "causes"
    PROMOTES = "promotes"
    REQUIRES = "requires"
    HAS_PART = "hasPart"
    IS_A = "isA"
    EXPLAINS = "explains"
    PROPOSED_BY = "proposedBy"
    STUDIES = "studies"
    USES_THEORY = "usesTheory"
    USES_METHOD = "usesMethod"
    RECOMMENDS = "recommends"


SYMMETRIC = frozenset({Relation.COOPERATES_WITH, Relation.COMPETES_WITH})


class Polarity(StrEnum):
    """Whether the text states or denies the relation."""

    POSITIVE = "positive"
    NEGATIVE = "negative"


class Modality(StrEnum):
    """Whether the text asserts the relation, calls for it, or only supposes it."""

    ASSERTED = "asserted"
    RECOMMENDED = "recommended"
    HYPOTHETICAL = "hypothetical"


class Engine(StrEnum):
    """What reads claims: the rules, the trained network, or both together."""

    RULES = "rules"
    MODEL = "model"
    BOTH = "both"


class Roll(StrEnum):
    """How far things are rolled up before they are counted."""

    NONE = "none"
    """Every thing by itself."""
    VOCABULARY = "vocabulary"
    """A thing that only the texts know counts as the nearest broader thing of the vocabulary, but not as a class."""
    CLASS = "class"
    """Every thing counts as its class: the one below the head of its scheme."""


class Mode(StrEnum):
    """Which claims are kept: only sure ones, the best balance of right and found, or nearly all."""

    PRECISE = "precise"
    BALANCED = "balanced"
    COMPLETE = "complete"


class Role(StrEnum):
    """What a stretch of a document is for."""

    TITLE = "title"
    HEADING = "heading"
    BODY = "body"
    KEYWORDS = "keywords"
    SKIPPED = "skipped"


class Section(StrEnum):
    """Which part of a work a stretch of text belongs to; empty where the text does not tell."""

    NONE = ""
    ABSTRACT = "abstract"
    INTRODUCTION = "introduction"
    LITERATURE = "literature review"
    METHOD = "method"
    RESULTS = "results"
    DISCUSSION = "discussion"
    CONCLUSION = "conclusion"
    KEYWORDS = "keywords"
    REFERENCES = "references"


@dataclass(frozen=True, slots=True)
class Reference:
    """What is known of a work; every field but the title may be empty.

    Attributes:
        title: its title.
        authors: "Family, Given" each, or the name of a body as it is.
        year: when it came out.
        kind: what kind of work it is: a CSL type such as ``article-journal``, or a word of the writer's own.
        container: journal, book, or the university of a thesis.
        doi: without ``https://doi.org/``.
        url: an address.
        places: countries and regions it is about.
        volume: of the container.
        issue: of the volume.
        pages: first and last, as ``12-34``, or an article number.
        publisher: who published it.
        language: as the record names it.
        keywords: in the order of the record.
    """

    title: str
    authors: tuple[str, ...] = ()
    year: int | None = None
    kind: str = ""
    container: str = ""
    doi: str = ""
    url: str = ""
    places: tuple[str, ...] = ()
    volume: str = ""
    issue: str = ""
    pages: str = ""
    publisher: str = ""
    language: str = ""
    keywords: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Record:
    """A bibliographic record word for word as its file had it, with the name of its format (``ris``, ``bibtex``)."""

    format: str
    text: str


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of a document's text, its role, and the section it belongs to."""

    start: int
    end: int
    role: Role
    section: Section = Section.NONE


@dataclass(frozen=True, slots=True)
class Page:
    """Where in a document's text a page begins, and what is printed on it as its number."""

    start: int
    label: str


@dataclass(frozen=True, slots=True)
class Document:
    """A text as it was read, with what is known about it.

    ``parts`` do not overlap, stand in reading order and cover every letter that is to be read. ``pages`` stand in
    reading order; there are none where the file has no pages. ``record`` is there where a record is all there was.
    """

    id: str
    text: str
    reference: Reference
    parts: tuple[Part, ...]
    source: str = ""
    pages: tuple[Page, ...] = ()
    record: Record | None = None


@dataclass(frozen=True, slots=True)
class Mention:
    """A thing as one document names it. ``start`` and ``end`` are -1 where it has no span."""

    text: str
    type: EntityType
    start: int = -1
    end: int = -1


@dataclass(frozen=True, slots=True)
class Evidence:
    """The sentence that makes a claim: a slice of the document's text."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Claim:
    """One assertion of one document: head, relation, tail, how it is held, and where it stands."""

    doc: str
    head: Mention
    relation: Relation
    tail: Mention
    evidence: Evidence
    rule: str
    confidence: float
    trigger: tuple[int, int] = (-1, -1)
    polarity: Polarity = Polarity.POSITIVE
    modality: Modality = Modality.ASSERTED
    attributed_to: str = THIS_WORK
    time: str = ""
    place: str = ""


@dataclass(frozen=True, slots=True)
class DocumentEntity:
    """A distinct thing of one document, with the other forms that stand in the document."""

    text: str
    type: EntityType
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Extraction:
    """Everything read from one document.

    ``candidates`` are all that might have been claims: ``claims``, and what was ``dropped``, by reason, sorted.
    """

    document: Document
    entities: tuple[DocumentEntity, ...]
    claims: tuple[Claim, ...]
    sentences: int = 0
    candidates: int = 0
    dropped: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Concept:
    """A thing the ontology names: IRI, preferred label, type and every other label.

    ``broader``, ``within`` and ``level`` are IRIs: of the kind of thing, the place it lies in, its level of government.
    """

    iri: str
    label: str
    type: EntityType
    names: tuple[str, ...] = ()
    hidden: tuple[str, ...] = ()
    broader: str = ""
    within: str = ""
    level: str = ""


@dataclass(frozen=True, slots=True)
class Entity:
    """What a mention stands for in the graph: a concept of the ontology or a local one.

    ``broader`` and ``within`` are IRIs of the ontology that place a local concept: the kind of thing it is, and
    the country or other place it belongs to ("Chinese local governments": local government, China).
    """

    iri: str
    label: str
    type: EntityType
    local: bool
    broader: str = ""
    within: str = ""


@dataclass(frozen=True, slots=True)
class LinkedClaim:
    """A claim whose head and tail are entities of the graph, with the score and reason of each link."""

    claim: Claim
    head: Entity
    tail: Entity
    head_link: tuple[float, str]
    tail_link: tuple[float, str]

    @property
    def id(self) -> str:
        """Content id of the claim: the same text and reading give the same id."""
        c = self.claim
        return digest(
            c.doc,
            str(c.evidence.start),
            str(c.evidence.end),
            self.head.iri,
            c.relation,
            self.tail.iri,
            c.polarity,
            c.modality,
            c.attributed_to,
        )

    @property
    def proposition(self) -> str:
        """Content id of what is claimed, the same in every work; ends sorted where symmetric."""
        return proposition_id(self.head.iri, self.claim.relation, self.tail.iri)


@dataclass(frozen=True, slots=True)
class Belief:
    """How far to believe a statement, and the ends of the 95 % interval of that; all 0 where nobody makes it."""

    belief: float = 0.0
    low: float = 0.0
    high: float = 0.0


@dataclass(frozen=True, slots=True)
class Proposition:
    """A statement shared by the claims that make it, with its support.

    Support is what asserts the statement, or a narrower one, without denial, advice or guess.

    Attributes:
        claims: all that state it, however held.
        belief: how far to believe that its support is rightly read, 0 to 1.
        low: lower end of the 95 % interval of belief.
        high: upper end of it.
        works: works that support it.
        sources: independent sources among them, works at most.
        refines: ids of the nearest propositions that are more general.
        against: belief in its denials.
        advised: its claims that call for it.
        supposed: its claims that only suppose it.
    """

    id: str
    head: Entity
    relation: Relation
    tail: Entity
    claims: tuple[LinkedClaim, ...]
    belief: float
    low: float = 0.0
    high: float = 0.0
    works: int = 0
    sources: int = 0
    refines: tuple[str, ...] = ()
    against: Belief = Belief()
    advised: int = 0
    supposed: int = 0

    @property
    def outline(self) -> Outline:
        """The proposition without its claims."""
        held = frozenset(c.claim.polarity for c in self.claims)
        return Outline(self.id, self.head.iri, self.relation, self.tail.iri, held)


@dataclass(frozen=True, slots=True)
class Outline:
    """What tells a proposition from all others, by IRIs of its ends, and the polarities in which works hold it."""

    id: str
    head: str
    relation: Relation
    tail: str
    held: frozenset[Polarity] = frozenset()


class Dispute(StrEnum):
    """What a pair of claims that seem to clash turns out to be."""

    CONFLICT = "conflict"
    DENIED = "denied"
    REPORTED_VIEW = "reported view"
    HYPOTHETICAL = "hypothetical"
    SCOPE_DIFFERENCE = "scope difference"


@dataclass(frozen=True, slots=True)
class Disagreement:
    """Two claims that seem to clash, or a denial of what nobody asserts, with what it is and why, in words.

    ``claim_a``, of ``proposition_a``, asserts; ``claim_b``, of ``proposition_b``, denies it or asserts the
    opposite. ``claim_a`` is empty where nobody asserts what is denied.
    """

    id: str
    kind: Dispute
    proposition_a: str
    proposition_b: str
    claim_a: str
    claim_b: str
    reason: str


def proposition_id(head: str, relation: Relation, tail: str) -> str:
    """Content id of what is claimed of two IRIs, the same in every work; ends sorted where symmetric."""
    one, other = sorted((head, tail)) if relation in SYMMETRIC else (head, tail)
    return digest(one, relation, other)


def digest(*parts: str) -> str:
    """A short stable id of the parts: the first 20 hex digits of their SHA-256."""
    return hashlib.sha256("\x1f".join(parts).encode(errors="surrogatepass")).hexdigest()[:20]


class KgError(Exception):
    """Base of the errors a user can mend; the message is one line: what, where, cure."""


class ReadError(KgError):
    """An input that cannot be read."""


class RuleError(KgError):
    """A rule file that does not follow its form."""


class VocabularyError(KgError):
    """An ontology file that is missing or wrong."""


class StoreError(KgError):
    """A store that cannot be opened, written or understood."""


class QueryError(KgError):
    """A query that is unknown, broken or lacks a parameter."""


class ModelError(KgError):
    """A spaCy pipeline that is missing or unfit."""
