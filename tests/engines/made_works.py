"""Made-up works that agree, deny, copy and cite each other, as a store of shards that no spaCy pipeline has read.

PYTEST_DONT_REWRITE: test modules import from here before pytest takes this module as a plugin.
"""

from __future__ import annotations

import random
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from kg import aliases, curate, publish, shards
from kg.aliases import Alias
from kg.curate import Decision, Edit, Reason, Verdict
from kg.model import (
    THIS_WORK,
    Claim,
    Document,
    EntityType,
    Evidence,
    Extraction,
    Mention,
    Modality,
    Part,
    Polarity,
    Reference,
    Relation,
    Role,
    Section,
)
from kg.store import writer
from kg.terms import BASE

_MADE = {
    "agreements": EntityType.AGREEMENT,
    "intergovernmental agreements": EntityType.AGREEMENT,
    "River pacts": EntityType.AGREEMENT,
    "river pact": EntityType.AGREEMENT,
    "river pacts": EntityType.MECHANISM,
    "River Pact": EntityType.AGREEMENT,
    "intergovernmental contracts": EntityType.AGREEMENT,
    "tax sharing": EntityType.MECHANISM,
    "Trust between mayors": EntityType.FACTOR,
    "local protectionism": EntityType.OBSTACLE,
}
_MET = {
    "economic growth": EntityType.OUTCOME,
    "regional economic growth": EntityType.OUTCOME,
    "growth in Wuhan": EntityType.OUTCOME,
    "economic outcomes": EntityType.OUTCOME,
    "trust": EntityType.FACTOR,
    "cooperation": EntityType.OUTCOME,
    "mayor trust": EntityType.FACTOR,
    "Mayor trust": EntityType.FACTOR,
    "mayors' trust": EntityType.OUTCOME,
    "market segmentation": EntityType.OBSTACLE,
}
_PLACES = {
    "China": EntityType.GOVERNMENT,
    "Hubei": EntityType.GOVERNMENT,
    "Wuhan": EntityType.GOVERNMENT,
    "cities": EntityType.GOVERNMENT,
    "Chinese cities": EntityType.GOVERNMENT,
}
_SCHOLARS = ("Feiock", "R. C. Feiock", "Wang", "Wang Jian", "Ostrom", "Elinor Ostrom", "Müller", "Muller, Karis")
_FORMS = (
    *_SCHOLARS,
    "Feiock (2013)",
    "Wang (2010)",
    "Li and Wang",
    "Ostrom and others",
    "Vincent and Elinor Ostrom",
    "World Bank",
    *["Zelnik", "B. Zelnik"] * 3,
    "Zelnik (2001)",
    "Tarrow and Zelnik",
    "some scholars",
)
_CITED = (
    "Feiock, R. C. (2013). The institutional collective action framework. Policy Studies Journal.",
    "Feiock, Richard C. (2004). Metropolitan governance. Washington.",
    "Li, Wei, & Wang, Jian (2010). River basins and their compacts. Beijing.",
    "Wang, Jianguo (2010). Cities that compete. Wuhan.",
    "Ostrom, V., Tiebout, C., & Warren, R. (1961). The organization of government. APSR.",
    "Ostrom, Elinor (1990). Governing the commons. Cambridge.",
    "Zelnik, B. (2001). What mayors say. Graz.",
    "Zelnik, Barbara (2005). What mayors do. Graz.",
    "Tarrow, Ada, & Zelnik, Barbara Quill (2003). What mayors know. Graz.",
    "Müller, Karis (1999). Shared rule. Berlin.",
)
_AUTHORS = ("Feiock, Richard C.", "Wang, Jian", "Wang, Jianguo", "Ostrom, Elinor", "Muller, Karis", "Long Yang")


def extractions(number: int, seed: int) -> list[Extraction]:
    """So many documents, the same for a seed; each fourth is a record of the one before, or another form of it."""
    chance = random.Random(seed)
    found = [_extraction(chance, i) for i in range(number)]
    for i in range(3, number, 4):
        other, document = found[i - 1].document.reference, found[i].document
        doi = f"10.1/{i}" if i % 8 == 3 else ""
        found[i] = replace(found[i], document=replace(document, reference=replace(other, publisher="Press", doi=doi)))
        if doi:
            before = found[i - 1]
            known = replace(before.document, reference=replace(other, doi="10.1/other"))
            found[i - 1] = replace(before, document=known)
    _tell_far(found)
    return found


def _tell_far(found: list[Extraction]) -> None:
    """Let works that lie far apart name a body in two ways, and a person whom only two works together make known."""
    alone = [i for i, e in enumerate(found) if len(e.claims) > 1 and i % 4 == 0]
    if len(alone) < 3:
        return
    for i, *names in ((alone[0], "Harbour Commission", "Umber"), (alone[-1], "Hárbour Commission")):
        credited = [replace(c, attributed_to=name) for c, name in zip(found[i].claims, names, strict=False)]
        found[i] = replace(found[i], claims=(*credited, *found[i].claims[len(names) :]))
    for i in (alone[1], alone[-1]):
        document = found[i].document
        text = f"{document.text}\nReferences\nUmber, Quentin (2005). What villages do. Graz."
        found[i] = replace(found[i], document=replace(document, text=text))


def _extraction(chance: random.Random, number: int) -> Extraction:
    id, text, claims = f"made-{number:03}", "", []
    for _ in range(chance.randint(0, 9)):
        sentence, claim = _claim(chance, id)
        claims.append(_moved(claim, len(text)))
        if chance.random() < 0.2:  # another rule has read the same
            claims.append(replace(claims[-1], rule="other", confidence=chance.choice((0.3, 0.9))))
        text += f"{sentence} "
    cited = chance.sample(_CITED, chance.randint(0, 4))
    body = len(text)
    text += "\nReferences\n" + "\n".join(cited)
    authors = tuple(chance.sample(_AUTHORS, chance.randint(0, 2)))
    title = f"How governments share what nobody owns, part {chance.randint(1, 60)}"
    reference = Reference(title, authors, chance.choice((None, 1995, 2010, 2013)), places=("China",) * (number % 2))
    parts = (Part(0, body, Role.BODY, chance.choice(list(Section))),) if body else ()
    return Extraction(Document(id, text, reference, parts, f"{id}.txt"), (), tuple(claims), len(claims))


def _claim(chance: random.Random, doc: str) -> tuple[str, Claim]:
    match chance.randrange(8):
        case 0:
            heads, relation, tails = _PLACES, chance.choice((Relation.COOPERATES_WITH, Relation.LOCATED_IN)), _PLACES
        case 1:
            heads, relation, tails = _MADE, Relation.PROPOSED_BY, dict.fromkeys(_SCHOLARS, EntityType.SCHOLAR)
        case _:
            heads, relation, tails = _MADE, chance.choice((Relation.PROMOTES, Relation.HINDERS)), _MET
    head, tail = chance.choice(list(heads)), chance.choice(list(tails))
    denied = chance.random() < 0.3
    begin = chance.choice(("", "Some hold that ", "As the survey of all mayors of the basin shows, "))
    sentence = f"{begin}{head} {'do not ' if denied else ''}{relation} {tail}."
    start, end = len(begin), sentence.rindex(tail)
    return sentence, Claim(
        doc,
        Mention(head, heads[head], start, start + len(head)),
        relation,
        Mention(tail, tails[tail], end, end + len(tail)),
        Evidence(0, len(sentence), sentence),
        chance.choice(("title", "title+model", "model", "verb")),
        round(chance.random(), 3),
        polarity=Polarity.NEGATIVE if denied else Polarity.POSITIVE,
        modality=chance.choice((*[Modality.ASSERTED] * 4, *Modality)),
        attributed_to=chance.choice((*[THIS_WORK] * 8, *_FORMS)),
        time=chance.choice(("", "", "1990s", "since 2004")),
        place=chance.choice(("", "", "China", "Canada")),
    )


def _moved(claim: Claim, by: int) -> Claim:
    head, tail, said = claim.head, claim.tail, claim.evidence
    return replace(
        claim,
        head=replace(head, start=head.start + by, end=head.end + by),
        tail=replace(tail, start=tail.start + by, end=tail.end + by),
        evidence=replace(said, start=said.start + by, end=said.end + by),
    )


def store(path: Path, number: int, seed: int = 0) -> Path:
    """A store of such works, without a graph."""
    with writer(path) as target:
        for extraction in extractions(number, seed):
            id = extraction.document.id
            target.write_shard(shards.name(id), shards.dump(extraction, "made up"), "made-up")
    return path


def judge(path: Path, seed: int = 0) -> None:
    """Let people decide on claims, records and names of a store."""
    chance = random.Random(seed)
    with writer(path) as target:
        claims = sorted(publish.linked(target), key=lambda c: c.id)
        drawn = chance.sample(claims, min(40, len(claims)))
        decisions = [
            decision for claim in drawn for decision in _decisions(chance, claim.id, curate.linked_anchor(claim))
        ]
        target.write_note(publish.DECISIONS, curate.dump(decisions))
        target.write_note(publish.AUDITED, "\n".join(c.id for c in drawn[::2]).encode())
        named = [
            Alias("tax sharing", "", False, f"{BASE}local/joint-purse", "joint purse", curated=True),
            Alias("River pacts", "Agreement", True, f"{BASE}local/pact-river", "river pact", curated=True),
        ]
        target.write_note(publish.ALIASES, aliases.write(named).encode())
        target.write_note(publish.DUPLICATES, b"apart\tmade-007\nsame\tmade-001\tmade-005\n")


def _decisions(chance: random.Random, id: str, anchor: curate.Anchor) -> Iterator[Decision]:
    noon = "2026-11-22T12:00:00Z"
    edits = (
        Edit(polarity=Polarity.NEGATIVE),
        Edit(head="joint purse", tail="the cities of Hubei"),
        Edit(relation=Relation.CAUSES, modality=Modality.ASSERTED),
        Edit(head="Wuhan"),
    )
    made = {
        0: Decision(id, Verdict.ACCEPT, "Ann", noon, anchor),
        1: Decision(id, Verdict.REJECT, "Ann", noon, anchor, Reason.DIRECTION),
        2: Decision(id, Verdict.EDIT, "Ann", noon, anchor, Reason.OTHER, "so", chance.choice(edits)),
        3: Decision("0" * 20, Verdict.REJECT, "Bea", noon, anchor, Reason.VAGUE),  # found again by what it says
        4: Decision("f" * 20, Verdict.ACCEPT, "Bea", noon, replace(anchor, sentence="f" * 20)),
    }
    yield made[chance.randrange(5)]
    if chance.random() < 0.2:
        yield Decision(id, Verdict.REJECT, "Cid", noon, anchor, Reason.VAGUE)


def copy(path: Path, folder: Path) -> Path:
    """The documents and notes of a store at another place."""
    return Path(shutil.copytree(path, folder, ignore=shutil.ignore_patterns("graphs", "CURRENT", "index")))
