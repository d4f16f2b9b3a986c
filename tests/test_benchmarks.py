"""The scores of the extraction benchmarks on examples small enough to count by hand."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path

import pytest

sys.path.append(str(Path(__file__).resolve().parent / "bench"))

import network
from assembly import ASSEMBLY, LINKING, growth, measure, report
from external import Event, Measure, brat_events, untagged
from openie import mapped
from scoring import CORE, WIDE, Confusion, End, Pair, Table, found, overlap, pairs_of, strict, touch

from kg.evaluate import Score
from kg.model import Claim, EntityType, Evidence, Mention, Relation


def pair(cause: tuple[str, int], effect: tuple[str, int]) -> Pair:
    """A pair of words with the offsets at which they begin."""
    return Pair(*(End(text, ((at, at + len(text)),)) for text, at in (cause, effect)))


GOLD = [
    pair(("trust among local governments", 0), ("regional cooperation", 40)),
    pair(("fiscal competition", 70), ("waste", 100)),
    pair(("distance", 120), ("high costs", 140)),
    pair(("drought", 160), ("conflict over water", 180)),
]
PREDICTED = [
    pair(("local trust", 4), ("cooperation", 49)),  # overlap .67 (governments is lacking) and .67: strict and touch
    pair(("waste", 100), ("fiscal competition", 70)),  # the wrong way round
    pair(("distance", 120), ("transport", 141)),  # touches, but other words
    pair(("rain", 200), ("growth", 220)),  # nowhere in gold
]


def test_strict_pairs() -> None:
    counts = found(GOLD, PREDICTED, strict)
    assert counts.pairs == Score(matched=1, predicted=4, gold=4)
    assert (counts.reversed, counts.reversed_share) == (1, 0.25)
    assert counts.sentences == Score(1, 1, 1)


def test_touching_pairs() -> None:
    counts = found(GOLD, PREDICTED, touch)
    assert counts.pairs == Score(matched=2, predicted=4, gold=4)
    assert counts.pairs.f1 == 0.5
    assert counts.reversed == 1


def test_one_to_one() -> None:
    twice = [PREDICTED[0], PREDICTED[0]]
    assert found(GOLD[:1], twice, strict).pairs == Score(1, 2, 1)
    # the first gold pair could take either; the most matches leave it the one that the second cannot take
    one, other = pair(("tax", 0), ("growth", 10)), pair(("tax sharing", 0), ("growth", 10))
    wide, narrow = pair(("tax sharing", 0), ("growth", 10)), pair(("tax", 0), ("growth", 10))
    assert found([wide, narrow], [one, other], strict).pairs.matched == 2


def test_sentences_without_pairs() -> None:
    total = found([], PREDICTED, strict) + found(GOLD, [], strict) + found([], [], strict)
    assert total.pairs == Score(0, 4, 4)
    assert total.sentences == Score(matched=0, predicted=1, gold=1)


def test_overlap_is_that_of_the_guide() -> None:
    assert overlap("the regional cooperation", "cooperation in regions") == 1.0
    assert overlap("tax sharing", "tax") == pytest.approx(2 / 3)
    assert overlap("tax", "") == 0.0


def claim(relation: Relation, head: str = "trust", head_type: EntityType = EntityType.FACTOR) -> Claim:
    ends = Mention(head, head_type, 0, 5), Mention("cooperation", EntityType.OUTCOME, 15, 26)
    return Claim("d", ends[0], relation, ends[1], Evidence(0, 27, ""), "r", 0.9)


def test_which_relations_are_causes() -> None:
    assert [p.cause.text for p in pairs_of([claim(Relation.PROMOTES)], CORE)] == ["trust"]
    assert [p.cause.text for p in pairs_of([claim(Relation.REQUIRES)], WIDE)] == ["cooperation"]
    assert not pairs_of([claim(Relation.REQUIRES), claim(Relation.IS_A)], CORE)
    assert not pairs_of([claim(Relation.CAUSES, "THIS_WORK", EntityType.WORK)], WIDE)
    assert len(pairs_of([claim(Relation.PROMOTES), claim(Relation.CAUSES)], CORE)) == 1


def test_confusion() -> None:
    judged = [(True, True)] * 3 + [(False, True)] + [(True, False)] * 2 + [(False, False)] * 4
    counts = Confusion.of(judged)
    assert counts.score == Score(matched=3, predicted=4, gold=5)
    assert counts.accuracy == 0.7
    assert counts.correlation == pytest.approx((3 * 4 - 1 * 2) / (4 * 5 * 5 * 6) ** 0.5)
    assert Confusion.of([(True, True)]).correlation == 0.0


def test_bars() -> None:
    assert Measure("s", "m", 0.4, "", bar=0.4).verdict == "met"
    assert Measure("s", "m", 5, "", bar=5, below=True).verdict == "short"
    assert Measure("s", "m", 0.1, "").verdict == ""


def test_tags_may_overlap_and_stay_open() -> None:
    text, spans = untagged("<e1>a <e2>b</e1> c</e2> d <e3>e f")
    assert text == "a b c d e f"
    assert {name: [text[a:b] for a, b in where] for name, where in spans.items()} == {
        "e1": ["a b"],
        "e2": ["b c"],
        "e3": ["e f"],
    }


def test_brat_events() -> None:
    lines = [
        "T1\tArgument 0 4\tRain",
        "T2\tConsequence 5 10;15 19\tkeeps from",
        "T3\tArgument 11 14\tmen",
        "T4\tNonCausal 20 25\tafter",
        "E1\tConsequence:T2 Cause:T1 Effect:T3",
        "E2\tNonCausal:T4 Arg0:T1 Arg1:T3",
        "E3\tConsequence:T2 Cause:T1",
        "A1\tDegree E1 Inhibit",
    ]
    rain, men = End("Rain", ((0, 4),)), End("men", ((11, 14),))
    assert brat_events("\n".join(lines)) == [
        Event(((5, 10), (15, 19)), Pair(rain, men), inhibits=True),
        Event(((20, 25),), Pair(rain, men), inhibits=False, causal=False),
    ]


@pytest.mark.parametrize(
    ("triple", "stated"),
    [
        (("integration", "be hinder by", "markets"), ("markets", "hinders", "integration", "positive")),
        (("trust", "do not lead to", "growth"), ("trust", "causes", "growth", "negative")),
        (("this paper", "study", "compacts"), ("THIS_WORK", "studies", "compacts", "positive")),
        (("a compact", "be", "an agreement"), ("a compact", "isA", "an agreement", "positive")),
        (("a compact", "play", "a role"), None),
        (("this paper", "hinder", "growth"), None),
    ],
)
def test_open_triples(triple: tuple[str, str, str], stated: tuple[str, ...] | None) -> None:
    claim = mapped(triple, str.split)
    assert (None if claim is None else tuple(claim.values())) == stated


def test_markdown() -> None:
    table = Table("T", ("a", "b"), (("1", "x | y"),), "Note.")
    assert table.markdown() == "## T\n\n| a | b |\n| --- | --- |\n| 1 | x \\| y |\n\nNote.\n"


def test_assembly_is_timed_by_its_parts(tmp_path: Path) -> None:
    found = measure(300, tmp_path)
    assert 290 < found.claims <= 300  # two claims may come out the same
    assert found.quads > 20 * found.claims
    assert set(found.parts) == {*LINKING, *ASSEMBLY}
    assert all(part.wall > 0 for part in found.parts.values())
    assert (found.linking + found.assembly).wall == pytest.approx(found.whole.wall)
    assert found.memory == tuple(sorted(found.memory))
    assert "assembly to bulk_load alone" in report(found)
    twice = replace(found, claims=2 * found.claims, parts={n: part + part for n, part in found.parts.items()})
    assert growth([found, twice]).count("2.0 times as long, exponent 1.00") == 2


def test_the_page_is_measured_beside_that_of_pyvis(tmp_path: Path) -> None:
    claims = network.build(tmp_path / "kg", 300)
    found = network.measure(tmp_path / "kg", tmp_path)
    assert set(found) == {network.REPORT, network.VIEW, network.PYVIS}
    assert all(run.wall > 0 and run.cpu > 0 and run.memory > 20 and run.size > 0.01 for run in found.values())
    nodes, edges = network.drawn(tmp_path / "view.html")
    assert all({"id", "label", "x", "y"} <= set(node) for node in nodes)
    assert 250 < len(edges) <= claims
    plain = (tmp_path / "pyvis.html").read_text("utf-8")
    assert plain.count('"dashes": ') == len(edges)
    table = network.report(claims, found, None).splitlines()
    assert [line[:10] for line in table[2:6]] == ["kg network", "kg view   ", "bare pyvis", "= kg view "]
    assert table[-1].startswith("no Chromium")
    pages = network.Opened(view=1.0, pyvis=2.0, whole=3.0, scope="You see a part.")
    assert "= kg view to bare pyvis        0.50" in network.report(claims, found, pages)
