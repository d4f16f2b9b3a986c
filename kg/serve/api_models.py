"""What the API answers: the records of the index as JSON, with the names that the command line's JSON has."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field
from pydantic.alias_generators import to_camel

VERSION = 1
"""The version of the form of all answers; it grows where a name or a meaning changes."""


class Record(BaseModel):
    """A record; names of several words are written in camelCase."""

    model_config = ConfigDict(alias_generator=to_camel, populate_by_name=True, from_attributes=True, frozen=True)


class Answer(BaseModel):
    """An answer, with the version of its form."""

    schema_version: Annotated[int, Field(description="Version of the form of the answer.")] = VERSION


class Listing(Answer):
    """A part of a list, in a fixed order."""

    total: int = Field(description="How many there are in all.")
    limit: int = Field(description="How many were asked for at most.")
    offset: int = Field(description="How many were passed over.")


class Problem(BaseModel):
    """What is wrong with a request, in one line."""

    detail: str


class Name(Record):
    """A name of a thing."""

    text: str
    kind: str = Field(description="preferred, alternative or hidden.")


class Thing(Record):
    """A thing that claims speak of."""

    iri: str
    label: str
    type: str = Field(description="Its class, such as Mechanism.")
    definition: str = Field(description="Empty where the ontology does not define it.")
    example: str
    level: str = Field(description="Level of government; empty where it has none.")
    local: bool = Field(description="Whether only texts name it, not the ontology.")
    claims: int = Field(description="Claims that have it at an end.")
    works: int = Field(description="Works that make them.")


class Tally(Record):
    """How the claims of a thing with one relation, at one end, are held."""

    relation: str
    end: str = Field(description="Where the thing stands: head or tail.")
    agree: int = Field(description="Claims that assert it.")
    dispute: int = Field(description="Claims that deny it.")
    recommend: int = Field(description="Claims that call for it.")
    suppose: int = Field(description="Claims that only suppose it.")
    works: int


class Neighbour(Record):
    """A thing at the other end of claims."""

    thing: Thing
    claims: int
    works: int
    relations: tuple[str, ...]


class Work(Record):
    """A work of the store."""

    iri: str
    doc: str = Field(description="Its id in the store.")
    citation: str
    title: str
    year: str
    doi: str
    kind: str
    source: str = Field(description="Its address on the web, where it is known.")
    authors: tuple[str, ...]
    places: tuple[str, ...]
    sentences: int
    claims: int
    merged: tuple[str, ...] = Field(description="Ids of further records of it.")
    related: tuple[str, ...] = Field(description="IRIs of other forms of it.")


class Claim(Record):
    """A claim, as a row of the claim table, and the IRIs of what it states, who holds it and its sentence."""

    claim: str = Field(description="Its IRI.")
    id: str = Field(description="The last segment of its IRI.")
    doc: str = Field(description="Id of its work in the store.")
    work: str = Field(description="IRI of its work.")
    citation: str
    title: str
    year: str
    doi: str
    head: str = Field(description="IRI of the thing at the head.")
    head_label: str
    head_type: str
    relation: str = Field(description="Such as promotes.")
    tail: str = Field(description="IRI of the thing at the tail.")
    tail_label: str
    tail_type: str
    polarity: str = Field(description="positive or negative.")
    modality: str = Field(description="asserted, recommended or hypothetical.")
    attributed_to: str = Field(description="Who holds it, in words.")
    confidence: str = Field(description="How sure the reading is, 0 to 1.")
    rule: str = Field(description="What read it.")
    quote: str = Field(description="Its sentence.")
    start: str = Field(description="Where the sentence begins in the document, in characters from 0.")
    end: str = Field(description="Where the sentence ends, exclusive.")
    head_mention: str = Field(description="The words that stand for the head.")
    tail_mention: str
    time: str
    place: str
    belief: str = Field(description="How far its proposition is believed, 0 to 1.")
    status: str = Field(description="accepted, rejected, edited, contested or withdrawn by curators; else empty.")
    trigger_start: str
    trigger_end: str
    head_start: str
    head_end: str
    tail_start: str
    tail_end: str
    section: str = Field(description="The part of the work that the sentence stands in.")
    page: str = Field(description="What is printed on its page as number.")
    proposition: str = Field(description="IRI of what it states; empty where curators rejected it.")
    holder: str = Field(description="IRI of the work or the scholar that holds it.")
    evidence: str = Field(description="IRI of its sentence.")
    counts: bool = Field(description="False where curators rejected it or wrote it anew.")


class Proposition(Record):
    """A statement that claims share; beliefs and their 95 % intervals are 0 to 1."""

    iri: str
    head: str
    head_label: str
    relation: str
    tail: str
    tail_label: str
    belief: float
    low: float
    high: float
    denial: float = Field(description="How far its denial is believed.")
    works: int = Field(description="Works that make any claim of it.")
    supporting: int = Field(description="Works that assert it.")
    sources: int = Field(description="Independent sources among those.")
    refines: tuple[str, ...] = Field(description="IRIs of more general propositions.")


class Scholar(Record):
    """Somebody to whom claims are credited."""

    iri: str
    label: str
    claims: int
    works: int
    members: tuple[str, ...] = Field(description="IRIs of its members, where it is several people.")


class Disagreement(Record):
    """Two claims that seem to clash; IRIs are empty where there is no such side."""

    iri: str
    kind: str
    reason: str
    proposition_for: str
    proposition_against: str
    claim_for: str
    claim_against: str


class Hit(Record):
    """What a search found."""

    iri: str
    kind: str = Field(description="thing, work, scholar or claim.")
    label: str = Field(description="Its label, or the sentence of a claim.")
    type: str = Field(description="The class of a thing; empty for others.")
    matched: str = Field(description="The name that was found, where it is not the label.")
    snippet: str = Field(description="The piece of text around what was found.")
    found: tuple[tuple[int, int], ...] = Field(description="Where in the snippet it stands: start, and end exclusive.")
    claims: int
    score: float = Field(description="Larger is better; hits of different kinds do not compare.")
    exact: bool = Field(description="False where it is written otherwise than was asked.")


class Parameter(Record):
    """A value that a ready question needs; without default it must be given."""

    name: str
    kind: str = Field(description="iri (give a label), integer or text.")
    type: str = Field(description="The type that a thing must have.")
    description: str
    default: str | None


class Question(Record):
    """A ready question."""

    name: str
    summary: str
    description: str
    tags: tuple[str, ...]
    parameters: tuple[Parameter, ...]
    text: str = Field(description="Its SPARQL; a parameter is a variable such as ?_thing_iri.")
    network: Mapping[str, Any] = Field(description="What the rows are as a network; empty where they are none.")


class Reader(BaseModel):
    """What read some documents."""

    fingerprint: str
    documents: int
    versions: dict[str, str]


class Found(Answer):
    """What a search found, best first."""

    q: str
    hits: list[Hit]


class Things(Listing):
    """Things that claims speak of, most claims first."""

    things: list[Thing]


class OneThing(Answer):
    """A thing and what surrounds it."""

    thing: Thing
    names: list[Name]
    broader: list[Thing]
    narrower: list[Thing]
    tallies: list[Tally]
    neighbours: list[Neighbour]


class Works(Listing):
    """The works, by citation."""

    works: list[Work]


class OneWork(Answer):
    """A work, and the scholars to whom it credits claims."""

    work: Work
    scholars: list[Scholar]


class Claims(Listing):
    """Claims in reading order: by document and place in the text."""

    claims: list[Claim]


class OneClaim(Answer):
    """A claim, what it states, and where it seems to clash with others."""

    claim: Claim
    proposition: Proposition | None
    disagreements: list[Disagreement]


class Scholars(Listing):
    """Those to whom claims are credited, most claims first."""

    scholars: list[Scholar]


class Disagreements(Listing):
    """Claims that seem to clash: conflicts first."""

    disagreements: list[Disagreement]


class Questions(Answer):
    """The ready questions by name."""

    questions: list[Question]


class Rows(Listing):
    """The answer of a ready question: its columns, and rows by column; null where a row has no value."""

    question: str
    columns: list[str]
    rows: list[dict[str, str | None]]


class Info(Answer):
    """What the store holds, how it came to it, and what read it."""

    kg: str = Field(description="Version of the program.")
    works: int
    claims: int
    propositions: int
    funnel: dict[str, int | dict[str, int] | None] = Field(description="From documents to claims.")
    claims_by: dict[str, dict[str, int]] = Field(description="Claims by modality, polarity, engine and holder.")
    propositions_by_sources: dict[str, int]
    corpus_sha256: str
    ontology: str = Field(description="Version of the ontology.")
    read_by: list[Reader]
