"""Extracted claims against gold, by the matching that the annotation guide defines.

Written from that definition; it shares no code with what it judges. Two forms match where the overlap F1
of their content words is at least one half; claims match one to one, as many as possible.
"""

from __future__ import annotations

import json
import math
import random
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from kg.model import ReadError

Record = Mapping[str, Any]
Bag = frozenset[str]

_SYMMETRIC = {"cooperatesWith", "competesWith"}
_QUALIFIERS = {"polarity": "positive", "modality": "asserted", "attributedTo": "THIS_WORK"}
_SAMPLES = 1000
_Z = 1.959964
"""The standard normal deviate that leaves 2.5 % on each side."""
_SMALL_WORDS = frozenset(
    """a across all among an and any are as at be been being between by each for from her his in into is it its more
    most of on or other our over own per same some such that the their them these they this those through to under
    very via was we were which who whose with within""".split()
)
_SIBILANT = ("sses", "shes", "ches", "xes", "zes")


def load(path: Path) -> dict[str, Record]:
    """The documents of a JSON Lines file by id.

    Raises:
        ReadError: the file cannot be read or a line is no document.
    """
    found: dict[str, Record] = {}
    try:
        lines = path.read_text(encoding="utf-8").split("\n")
    except (OSError, UnicodeDecodeError) as e:
        raise ReadError(f"{path}: cannot be read ({e}); give a JSON Lines file of the annotation guide") from e
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            record = _record(line)
            found[record["doc"]] = record
        except (ValueError, KeyError, TypeError, AttributeError) as e:
            raise ReadError(f"{path}:{number}: not a document of the annotation guide; mend the line") from e
    return found


def _record(line: str) -> Record:
    """A document whose entities and claims have all that is compared."""
    record: Record = json.loads(line)
    texts = [record["doc"]]
    texts += [e[key] for e in record.get("entities", []) for key in ("text", "type")]
    texts += [c[key] for c in record.get("relations", []) for key in ("head", "relation", "tail")]
    if not all(isinstance(t, str) for t in texts):
        raise TypeError("a name that is no text")
    return record


@dataclass(frozen=True, slots=True)
class Score:
    """Counts of one measure and what follows from them, rounded to four digits."""

    matched: int = 0
    predicted: int = 0
    gold: int = 0

    @property
    def precision(self) -> float:
        """Share of the predicted that is right."""
        return round(self.matched / self.predicted, 4) if self.predicted else 0.0

    @property
    def recall(self) -> float:
        """Share of the gold that was found."""
        return round(self.matched / self.gold, 4) if self.gold else 0.0

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall."""
        p = self.matched / self.predicted if self.predicted else 0.0
        r = self.matched / self.gold if self.gold else 0.0
        return round(2 * p * r / (p + r), 4) if p + r else 0.0

    def __add__(self, other: Score) -> Score:
        return Score(self.matched + other.matched, self.predicted + other.predicted, self.gold + other.gold)


@dataclass(frozen=True, slots=True)
class Report:
    """The figures of an evaluation."""

    documents: int
    entities: Score
    entities_untyped: Score
    claims: Score
    interval: tuple[float, float] | None
    pairs: Score
    qualifiers: dict[str, float | None]
    by_relation: dict[str, Score] = field(default_factory=dict)


def evaluate(gold: Mapping[str, Record], predicted: Mapping[str, Record]) -> Report:
    """Score predicted documents against gold; a gold document without prediction counts as empty."""
    results = [_document(g, predicted.get(doc, {})) for doc, g in gold.items()]
    relations = sorted({r for result in results for r in result.by_relation})
    right = sum((r.right for r in results), Counter[str]())
    matched = sum((r.claims for r in results), Score())
    return Report(
        documents=len(results),
        entities=sum((r.entities for r in results), Score()),
        entities_untyped=sum((r.untyped for r in results), Score()),
        claims=matched,
        interval=_interval([r.claims for r in results]),
        pairs=sum((r.pairs for r in results), Score()),
        qualifiers={q: round(right[q] / matched.matched, 4) if matched.matched else None for q in _QUALIFIERS},
        by_relation={n: sum((r.by_relation.get(n, Score()) for r in results), Score()) for n in relations},
    )


def judged(gold: Record, predicted: Record) -> Iterator[tuple[Record, bool]]:
    """The distinct predicted claims of a document, each with whether it matches a gold claim."""
    g_claims, p_claims = _distinct(gold.get("relations", [])), _distinct(predicted.get("relations", []))
    found = _match(_claim_edges(g_claims, p_claims, _forms(gold), _forms(predicted), any_relation=False))
    right = set(found.values())
    yield from ((claim, j in right) for j, claim in enumerate(p_claims))


def confidences(gold: Mapping[str, Record], predicted: Mapping[str, Record]) -> Iterator[tuple[float, bool]]:
    """The confidence of each distinct predicted claim that has one, and whether the claim matches the gold."""
    for doc, record in gold.items():
        for claim, right in judged(record, predicted.get(doc, {})):
            if "confidence" in claim:
                yield float(claim["confidence"]), right


@dataclass(frozen=True, slots=True)
class RuleScore:
    """How often a rule fired, how often rightly, and its share of all claims."""

    rule: str
    right: int
    firings: int
    share: float

    @property
    def precision(self) -> float:
        """Share of the firings that are right."""
        return round(self.right / self.firings, 4)

    @property
    def interval(self) -> tuple[float, float]:
        """The 95 % interval of the precision (Wilson, 1927)."""
        return wilson(self.right, self.firings)


def by_rule(gold: Mapping[str, Record], predicted: Mapping[str, Record]) -> list[RuleScore]:
    """The record of each rule on the gold documents, the busiest first.

    A claim that rule and network both made counts for the rule; one without a rule counts under ``unknown``.
    """
    results = [r for doc, g in gold.items() for r in judged(g, predicted.get(doc, {}))]
    fired = Counter(_maker(claim) for claim, _ in results)
    right = Counter(_maker(claim) for claim, is_right in results if is_right)
    found = [RuleScore(rule, right[rule], n, round(n / len(results), 4)) for rule, n in fired.items()]
    return sorted(found, key=lambda s: (-s.firings, s.rule))


def _maker(claim: Record) -> str:
    return str(claim.get("rule", "unknown")).partition("+")[0]


def wilson(right: int, of: int) -> tuple[float, float]:
    """The 95 % interval of a share of counts (Wilson, 1927), rounded to four digits."""
    if not of:
        return 0.0, 1.0
    share, weight = right / of, _Z**2 / of
    middle = share + weight / 2
    margin = _Z * math.sqrt(share * (1 - share) / of + weight / of / 4)
    low, high = (middle - margin) / (1 + weight), (middle + margin) / (1 + weight)
    return round(max(low, 0.0), 4), round(min(high, 1.0), 4)


def rule_table(scores: Iterable[RuleScore]) -> Iterator[str]:
    """The records of rules as lines of text."""
    yield f"{'rule':24} {'firings':>7} {'right':>6} {'P':>6}   {'95 % (Wilson)':15} {'share':>6}"
    for s in scores:
        low, high = s.interval
        yield f"{s.rule:24} {s.firings:7} {s.right:6} {s.precision:6.3f}   {low:.3f} to {high:.3f}  {s.share:6.3f}"


def rules_as_json(scores: Iterable[RuleScore]) -> list[dict[str, Any]]:
    """The records of rules as plain values for JSON."""
    return [{**asdict(s), "precision": s.precision, "precision_95": s.interval} for s in scores]


def table(report: Report, by_relation: bool = False) -> Iterator[str]:
    """The figures as lines of text."""
    yield f"{report.documents} documents"
    for name in ("entities", "entities_untyped", "claims", "pairs"):
        s: Score = getattr(report, name)
        counts = f"({s.matched} matched, {s.predicted} predicted, {s.gold} gold)"
        yield f"{name:17} P {s.precision:.3f}  R {s.recall:.3f}  F1 {s.f1:.3f}   {counts}"
    if report.interval:
        yield f"claims F1, 95 % bootstrap over documents: {report.interval[0]:.3f} to {report.interval[1]:.3f}"
    yield "qualifiers        " + "  ".join(f"{k} {v}" for k, v in report.qualifiers.items())
    for name, s in report.by_relation.items() if by_relation else ():
        counts = f"gold {s.gold}, predicted {s.predicted}"
        yield f"  {name:16} P {s.precision:.3f}  R {s.recall:.3f}  F1 {s.f1:.3f}   {counts}"


def as_json(report: Report) -> dict[str, Any]:
    """The figures as plain values for JSON."""

    def figures(s: Score) -> dict[str, float]:
        return {"precision": s.precision, "recall": s.recall, "f1": s.f1, **asdict(s)}

    return {
        "documents": report.documents,
        **{n: figures(getattr(report, n)) for n in ("entities", "entities_untyped", "claims", "pairs")},
        "claims_f1_95": report.interval,
        "qualifiers": report.qualifiers,
        "by_relation": {name: figures(s) for name, s in report.by_relation.items()},
    }


@dataclass(frozen=True, slots=True)
class _Result:
    entities: Score
    untyped: Score
    claims: Score
    pairs: Score
    by_relation: dict[str, Score]
    right: Counter[str]


def _document(gold: Record, predicted: Record) -> _Result:
    g_entities, p_entities = gold.get("entities", []), predicted.get("entities", [])
    g_claims, p_claims = _distinct(gold.get("relations", [])), _distinct(predicted.get("relations", []))
    g_forms, p_forms = _forms(gold), _forms(predicted)
    found = _match(_claim_edges(g_claims, p_claims, g_forms, p_forms, any_relation=False))
    pairs = _match(_claim_edges(g_claims, p_claims, g_forms, p_forms, any_relation=True))
    counts = (len(p_claims), len(g_claims))
    return _Result(
        entities=Score(len(_match(_entity_edges(g_entities, p_entities, True))), len(p_entities), len(g_entities)),
        untyped=Score(len(_match(_entity_edges(g_entities, p_entities, False))), len(p_entities), len(g_entities)),
        claims=Score(len(found), *counts),
        pairs=Score(len(pairs), *counts),
        by_relation=_by_relation(g_claims, p_claims, found),
        right=_right_qualifiers(g_claims, p_claims, found),
    )


def _by_relation(gold: list[Record], predicted: list[Record], found: Mapping[int, int]) -> dict[str, Score]:
    hits = Counter(gold[i]["relation"] for i in found)
    p, g = Counter(c["relation"] for c in predicted), Counter(c["relation"] for c in gold)
    return {name: Score(hits[name], p[name], g[name]) for name in p | g}


def _right_qualifiers(gold: list[Record], predicted: list[Record], found: Mapping[int, int]) -> Counter[str]:
    right: Counter[str] = Counter()
    for i, j in found.items():
        for name, default in _QUALIFIERS.items():
            right[name] += _agrees(name, str(gold[i].get(name, default)), str(predicted[j].get(name, default)))
    return right


def _agrees(name: str, gold: str, predicted: str) -> bool:
    if gold == predicted or name != "attributedTo":
        return gold == predicted
    return any(_overlap(bag(a), bag(b)) >= 0.5 for a in gold.split(";") for b in predicted.split(";"))


def _distinct(claims: Iterable[Record]) -> list[Record]:
    found: dict[tuple[Bag, str, Bag, str], Record] = {}
    for c in claims:
        key = (bag(c["head"]), c["relation"], bag(c["tail"]), c.get("polarity", "positive"))
        found.setdefault(key, c)
    return list(found.values())


def _forms(document: Record) -> dict[str, list[Bag]]:
    forms: dict[str, list[Bag]] = defaultdict(list)
    for e in document.get("entities", []):
        forms[e["text"]] += [bag(form) for form in (e["text"], *e.get("aliases", []))]
    return forms


def _alike(gold: list[Bag], predicted: list[Bag]) -> float:
    return max(_overlap(g, p) for g in gold for p in predicted)


def _claim_edges(
    gold: list[Record],
    predicted: list[Record],
    g_forms: dict[str, list[Bag]],
    p_forms: dict[str, list[Bag]],
    any_relation: bool,
) -> list[list[int]]:
    """For each gold claim the predicted ones that may match it, the most alike first."""

    def alike(g: str, p: str) -> float:
        return _alike(g_forms.get(g) or [bag(g)], p_forms.get(p) or [bag(p)])

    def score(g: Record, p: Record) -> float:
        if not any_relation and g["relation"] != p["relation"]:
            return 0.0
        straight = min(alike(g["head"], p["head"]), alike(g["tail"], p["tail"]))
        if any_relation or g["relation"] in _SYMMETRIC:
            return max(straight, min(alike(g["head"], p["tail"]), alike(g["tail"], p["head"])))
        return straight

    return [_ranked(score(g, p) for p in predicted) for g in gold]


def _entity_edges(gold: list[Record], predicted: list[Record], typed: bool) -> list[list[int]]:
    def forms(e: Record) -> list[Bag]:
        return [bag(f) for f in (e["text"], *e.get("aliases", []))]

    def score(g: Record, p: Record) -> float:
        return 0.0 if typed and g["type"] != p["type"] else _alike(forms(g), forms(p))

    return [_ranked(score(g, p) for p in predicted) for g in gold]


def _ranked(scores: Iterable[float]) -> list[int]:
    kept = [(s, j) for j, s in enumerate(scores) if s >= 0.5]
    return [j for _, j in sorted(kept, reverse=True)]


def _match(edges: list[list[int]]) -> dict[int, int]:
    """A largest one-to-one matching, gold to predicted, by augmenting paths (Kuhn, 1955)."""
    owner: dict[int, int] = {}

    def augment(gold: int, visited: set[int]) -> bool:
        for candidate in edges[gold]:
            if candidate in visited:
                continue
            visited.add(candidate)
            if candidate not in owner or augment(owner[candidate], visited):
                owner[candidate] = gold
                return True
        return False

    for gold in range(len(edges)):
        augment(gold, set())
    return {g: p for p, g in owner.items()}


def _interval(scores: list[Score]) -> tuple[float, float] | None:
    """The middle 95 % of claims F1 over documents drawn with replacement, with a fixed seed."""
    if not scores:
        return None
    rng = random.Random(0)
    drawn = sorted(sum((rng.choice(scores) for _ in scores), Score()).f1 for _ in range(_SAMPLES))
    return drawn[25], drawn[974]


def bag(form: str) -> Bag:
    """The stemmed content words of a form; all its words where none carries content."""
    tokens = re.findall(r"[a-z0-9]+", form.lower().replace("'s", ""))
    return frozenset([_stem(t) for t in tokens if t not in _SMALL_WORDS] or [_stem(t) for t in tokens])


def _overlap(a: Bag, b: Bag) -> float:
    return 2 * len(a & b) / (len(a) + len(b)) if a and b else 0.0


def _stem(word: str) -> str:
    """Plural, British spelling and a few adjective endings taken off, as the guide's matching has it."""
    word = _singular(word)
    if word.endswith("isation"):
        word = word[:-7] + "ization"
    if len(word) > 5 and word.endswith("our"):
        word = word[:-3] + "or"
    return re.sub(r"(al|ic|ical)$", "", word) if len(word) > 7 else word


def _singular(word: str) -> str:
    if len(word) > 4 and word.endswith("ies"):
        return word[:-3] + "y"
    if len(word) > 4 and word.endswith(_SIBILANT):
        return word[:-2]
    if len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is")):
        return word[:-1]
    return word
