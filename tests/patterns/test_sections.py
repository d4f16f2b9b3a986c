from __future__ import annotations

import random
import subprocess
import sys
from collections import Counter
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from planted import Planted, claim, remedies, study

from kg.claimrow import ClaimRow
from kg.export.patterns import as_json
from kg.model import KgError
from kg.networks import Rows, Things, fold
from kg.patterns import (
    Clash,
    Finding,
    Kind,
    Section,
    actors,
    advice,
    agreement,
    blanks,
    causes,
    change,
    concepts,
    obstacles,
    outcomes,
    regions,
    report,
    theories,
)
from kg.patterns.refold import Deck
from kg.patterns.roles import known
from kg.patterns.study import Study


def sentences(section: Section, kind: Kind) -> list[str]:
    return [found.sentence for found in section.findings if found.kind is kind]


def first(section: Section) -> Finding:
    return section.findings[0]


# --- tables ---------------------------------------------------------------------------------------


def test_a_planted_remedy_is_found_with_its_numbers_and_claims() -> None:
    found = first(obstacles.section(study(remedies(40, 14))))
    assert found.kind is Kind.FINDING
    assert found.id == "obstacles.1"
    assert found.sentence.startswith("“m0” is claimed against “o0” in 14 works, ")
    assert (found.works, found.numbers["works"], len(found.claims)) == (14, 14, 14)
    assert found.claims == tuple(sorted(found.claims))
    assert found.test.q is not None
    assert found.test.q < 0.05
    assert found.test.draws == 999
    assert "dealt anew" in found.test.null


def test_chance_alone_is_told_as_a_null_result() -> None:
    section = obstacles.section(study(remedies(40, 0)))
    assert first(section).kind is Kind.NULL
    assert first(section).sentence.startswith("No pair of a mechanism and an obstacle is commoner than chance")
    assert "Nearest to it are" in first(section).sentence


def test_few_works_are_not_tested() -> None:
    rows = [claim("m0", "addresses", "o0", work) for work in range(4)]
    found = first(obstacles.section(study(rows)))
    assert found.kind is Kind.SMALL
    assert found.test.p is None
    assert found.sentence == "There are too few works to test a mechanism and an obstacle: fewer than 5 works."


def test_cells_under_three_works_are_hidden_and_said_to_be() -> None:
    section = obstacles.section(study([claim(f"m{w % 4}", "addresses", f"o{w}", w) for w in range(8)]))
    said = "ll 8 pairs of a mechanism and an obstacle rest on fewer than 3 works each."
    assert sentences(section, Kind.HIDDEN) == [f"A{said}", f"By class, a{said}"]
    assert "8 cells of fewer than 3 works are hidden (a mechanism and an obstacle)." in section.notes


def test_a_denial_never_counts_as_support() -> None:
    rows = [claim("m0", "addresses", "o0", work, polarity="negative") for work in range(9)]
    section = obstacles.section(study(rows))
    assert first(section).sentence == "No work pairs a mechanism and an obstacle."
    assert not [s for s in sentences(section, Kind.FINDING) if "m0" in s]


def test_a_pair_is_shown_with_its_denials_and_who_says_both_supports_neither() -> None:
    denied = [claim("m0", "addresses", "o0", work, polarity="negative", claim=f"not/{work}") for work in (13, 50)]
    advised = claim("m0", "addresses", "o0", 60, modality="recommended")
    found = first(obstacles.section(study([*remedies(40, 14), advised, *denied])))
    assert found.sentence.startswith("“m0” is claimed against “o0” in 14 works, ")
    assert found.sentence.endswith("; 13 works assert it and 1 recommends it; 2 works deny it.")
    assert (found.works, found.numbers["denying_works"]) == (14, 2)


def test_no_lift_is_told_of_few_works() -> None:
    rows = [*remedies(60, 0), *(claim("m9", "addresses", "o9", work) for work in range(70, 74))]
    found = first(obstacles.section(study(rows)))
    assert found.sentence.startswith("“m9” is claimed against “o9” in 4 works, 0.16 expected by chance (p = .001")
    assert found.test.statistic == "works that pair the two: 4"


def test_likely_misreadings_are_held_back_and_counted() -> None:
    quote = "It is asked whether m0 addresses o0."
    section = obstacles.section(study([claim("m0", "addresses", "o0", work, quote=quote) for work in range(9)]))
    assert first(section).sentence == "No work pairs a mechanism and an obstacle."
    assert any(note.startswith("9 claims whose sentence holds a “not” or a question") for note in section.notes)


def test_works_are_counted_not_sentences() -> None:
    rows = [claim("m0", "addresses", "o0", 1, claim=f"claim/{n}") for n in range(9)]
    assert first(obstacles.section(study(rows))).kind is Kind.SMALL


def test_obstacles_that_nothing_addresses() -> None:
    rows = [claim(f"o{o}", "hinders", "e0", work) for o in (1, 2) for work in range(5)]
    section = obstacles.section(study([*rows, claim("g1", "addresses", "o2", 7)]))
    bare = [s for s in sentences(section, Kind.FINDING) if "no claim filed" in s]
    said = "no claim filed under that name has a remedy (other wordings are not searched)."
    assert bare == [f"5 works speak of “o1” as an obstacle; {said}"]


@pytest.mark.parametrize(
    ("obstacle", "remedied", "bare"),
    [
        ("rivalry", "trust", True),
        ("rivalry", "Rivalry", False),
        ("rivalry", "political rivalry between cities", False),
        ("political rivalry", "rivalry", False),
        ("capacity gap", "lack of capacity", True),
    ],
)
def test_obstacles_of_the_name_of_what_has_a_remedy_are_not_bare(obstacle: str, remedied: str, bare: bool) -> None:
    things = Things(labels={"o1": obstacle, "f1": remedied})
    rows = [*(claim("o1", "hinders", "e0", work) for work in range(5)), claim("m1", "addresses", "f1", 7)]
    section = obstacles.section(study(rows, things=things))
    assert any("speak of" in s for s in sentences(section, Kind.FINDING)) is bare


def test_obstacles_only_studied_are_not_named_as_such() -> None:
    section = obstacles.section(study([claim("g1", "studies", "o1", work) for work in range(5)]))
    assert not sentences(section, Kind.FINDING)


def test_classes_are_named_with_what_they_mostly_hold() -> None:
    things = Things(broader={"m7": "m0", "m0": "m", "o0": "o"})
    rows = [*remedies(40, 0), *(claim("m7", "addresses", "o0", work) for work in range(14))]
    section = obstacles.section(study(rows, things=things))
    assert any(
        s.startswith("By class, “m0” (mostly “m7”) is claimed against “o0”") for s in sentences(section, Kind.FINDING)
    )


@pytest.mark.parametrize(
    ("members", "name"),
    [
        ({"a": 6, "b": 4}, "“kind” (mostly “a”)"),
        ({"a": 5, "b": 4, "c": 1}, "“kind” (for example “a”, 5 of 10 works)"),
        ({"a": 3, "b": 2, "c": 2, "d": 2, "e": 2, "f": 2}, "“kind”"),
        ({"a": 2, "b": 1}, "“kind”"),
        ({"Kind": 9}, "“kind”"),
    ],
)
def test_members_stand_for_a_class_by_their_share(members: dict[str, int], name: str) -> None:
    ends = [thing for thing, count in members.items() for _ in range(count)]
    rows = [claim(f"m-{thing}", "addresses", "o0", work) for work, thing in enumerate(ends)]
    labels = {f"m-{thing}": thing for thing in members} | {"m0": "kind"}
    things = Things(labels, {f"m-{thing}": "m0" for thing in members} | {"m0": "m"})
    assert study(rows, things=things).called("m0", [row.claim for row in rows]) == name


def test_theories_and_gaps_speak_of_their_tables() -> None:
    rows = [claim(f"t{w % 2}", "explains", f"m{w % 2}", w) for w in range(30)]
    assert first(theories.section(study(rows))).sentence.startswith("“t0” and “m0” go together in 15 works")
    apart = [claim(f"m{w % 2}", "addresses", f"o{w % 2}", w) for w in range(40)]
    gap = first(blanks.section(study(apart)))
    assert gap.kind is Kind.FINDING
    assert "and none of both, where chance would give 10" in gap.sentence
    denied = claim(str(gap.numbers["row"]), "addresses", str(gap.numbers["column"]), 99, polarity="negative")
    rest = blanks.section(study([*apart, denied])).findings
    assert (gap.numbers["row"], gap.numbers["column"]) not in [
        (f.numbers.get("row"), f.numbers.get("column")) for f in rest
    ]


def test_the_claims_of_a_pair_with_a_theory_hold_that_of_the_theory() -> None:
    used = [claim("work", "usesTheory", "t0", w) for w in range(15)]
    told = [claim(f"m{w % 2}", "addresses", "o1", w) for w in range(30)]

    class Travelling(Planted):
        def rows(self, name: str) -> Rows:
            if name != "theories-mechanisms":
                return super().rows(name)
            made = [{"source": "t0" if c.work in works else "t1", "target": c.head, "claim": c.claim} for c in told]
            return Rows(name, "", ("theory", "mechanism"), tuple(made))

    works = {c.work for c in used}
    found = first(theories.section(Study(Travelling((*used, *told)), draws=99)))
    assert any("usesTheory" in c for c in found.claims)


# --- advice ---------------------------------------------------------------------------------------


def test_advice_ahead_of_practice() -> None:
    advised = [claim("g1", "establishes", "m0", work, modality="recommended") for work in range(12)]
    done = [claim("g1", "establishes", f"m{1 + work % 3}", work) for work in range(40)]
    guessed = [claim("g1", "establishes", "m0", work, modality="hypothetical") for work in range(20, 30)]
    rows = [*advised, *done, *guessed, claim("g1", "establishes", "m0", 30, polarity="negative")]
    countries = {row.claim: frozenset({"China"}) for row in advised}
    found = first(advice.section(study(rows, countries=countries)))
    assert found.sentence.startswith("12 works recommend “m0” (China 12), ")
    assert found.sentence.endswith("none asserts its use or effects.")
    assert (found.kind, found.numbers["asserting_works"]) == (Kind.FINDING, 0)


def test_without_advice_there_is_nothing_to_compare() -> None:
    section = advice.section(study([claim("g1", "establishes", "m1", work) for work in range(9)]))
    assert [f.kind for f in section.findings] == [Kind.HIDDEN]


# --- networks -------------------------------------------------------------------------------------


def tied(members: list[str], works: range) -> list[ClaimRow]:
    return [claim(a, "cooperatesWith", b, w) for a in members for b in members if a < b for w in works]


def test_an_actor_between_two_groups_stands_first() -> None:
    one, other = [f"g{n}" for n in range(10, 15)], [f"g{n}" for n in range(20, 25)]
    ends = (*one[:3], *other[:3])
    bridge = [claim("g99", "cooperatesWith", end, w) for end in ends for w in range(9)]
    section = actors.section(study([*tied(one, range(9)), *tied(other, range(9)), *bridge]))
    assert first(section).sentence == (
        "“g99” lies on 56% of the shortest paths among the 11 actors that are connected (90% range 56% to 56%, 100 "
        "redraws of the works); 9 works tie it to 6 actors, with a constraint of 0.33."
    )
    assert sentences(section, Kind.SMALL)[0].startswith("Roles between levels of government cannot be tested")


def test_an_actor_of_few_works_is_not_named() -> None:
    members = [f"g{n}" for n in range(10, 22)]
    section = actors.section(study([claim("g99", "cooperatesWith", end, w % 4) for w, end in enumerate(members)]))
    assert first(section).kind is Kind.NULL
    assert first(section).sentence.endswith(
        "of the 13 actors that are connected, none has 5 works and 5 neighbours and lies on a shortest path."
    )


def test_roles_are_told_apart_by_country_and_nouns_left_out() -> None:
    labels = {"g1": "federal governments", "g2": "cities", "g3": "Berlin", "g4": "Ottawa"}
    rows = [claim("g1", "cooperatesWith", other, w) for other in ("g2", "g3", "g4") for w in range(4)]
    places = {row.claim: frozenset({"Germany" if row.tail == "g3" else "Canada"}) for row in rows[:-1]}
    found = known(study(rows, things=Things(labels=labels), countries=places), "actors-tied")
    assert sorted(found.net.edges) == [
        ("federal government (Canada)", "g4"),
        ("federal government (Germany)", "g3"),
    ]
    assert [found.net.nodes[n]["works"] for n in ("g3", "g4")] == [4, 3]
    assert found.note.startswith("Left out, since works mean different actors by the word: “cities”.")


def test_ties_dealt_anew_keep_the_number_of_each_end() -> None:
    net = study([claim(f"f{w % 5}", "causes", f"f{w % 7}", w) for w in range(40)]).network("works-concepts")
    deck = Deck.of(net)
    drawn = deck.dealt(np.random.default_rng(1))
    assert {a: len(held) for a, held in drawn.held.items()} == {a: len(held) for a, held in deck.held.items()}
    assert Counter(b for held in drawn.held.values() for b in held) == Counter(b for h in deck.held.values() for b in h)
    assert drawn.held != deck.held


@pytest.mark.parametrize("side", [0, 1])
@pytest.mark.parametrize("least", [1, 2])
def test_a_deck_folds_as_the_network_does(side: int, least: int) -> None:
    net = study([claim(f"f{w % 5}", "causes", f"f{w % 7}", w % 9) for w in range(40)]).network("works-concepts")
    folded, deck = fold(net, side, least=least), Deck.of(net)
    pairs, weights = deck.folded(side, least)
    found = {(deck.names[a], deck.names[b]): n for (a, b), n in zip(pairs.tolist(), weights.tolist(), strict=True)}
    assert found == {(min(a, b), max(a, b)): data["weight"] for a, b, data in folded.edges(data=True)}


def test_recommended_ties_are_no_ties() -> None:
    rows = [claim("g1", "cooperatesWith", f"g{n}", n, modality="recommended") for n in range(2, 30)]
    section = actors.section(study(rows))
    assert [f.kind for f in section.findings] == [Kind.SMALL]


def test_themes_are_the_planted_groups() -> None:
    rows = [
        claim(f"f{g}{a}", "causes", f"f{g}{b}", 10 * g + n)
        for g in range(4)
        for n in range(6)
        for a in range(4)
        for b in range(a)
    ]
    section = concepts.section(study(rows))
    groups = [f for f in section.findings if "group" in f.numbers]
    assert [f.numbers["members"] for f in groups] == [4, 4, 4, 4]
    assert all(f.works == 6 for f in groups)
    assert first(section).test.null


def test_toolkits_join_the_actors_of_one_tool() -> None:
    rows = [claim(f"g{g}", "establishes", f"m{g // 2}", 10 * g + n) for g in range(8) for n in range(7)]
    section = concepts.toolkits(study(rows))
    assert first(section).sentence.startswith("“m0” is what “g0” (7) and “g1” (7) are said to set up")


def test_loops_and_their_signs() -> None:
    arrows = [("f1", "causes", "f2"), ("f2", "hinders", "f3"), ("f3", "hinders", "f1"), ("f4", "causes", "f1")]
    rows = [claim(a, r, b, w) for a, r, b in arrows for w in range(3)]
    rows += [claim(f"f{n}", "causes", "f1", w) for n in range(10, 20) for w in range(3)]
    section = causes.section(study(rows))
    loop = next(f for f in section.findings if "loop" in f.numbers)
    assert loop.sentence == (
        "“f1” brings about or furthers “f2” (3 works), which lessens “f3” (3 works), which lessens “f1” (3 works): "
        "a reinforcing loop put together from 3 works."
    )
    contested = causes.section(study([*rows, claim("f2", "hinders", "f3", 50, polarity="negative")]))
    assert "1 have a contested arrow" in " ".join(f.sentence for f in contested.findings)
    assert sentences(contested, Kind.HIDDEN) == [
        "No feedback loop without a contested arrow rests on 2 works or more for each arrow."
    ]
    denied = study([claim(a, r, b, w, polarity="negative") for a, r, b in arrows for w in range(3)])
    assert [f.kind for f in causes.section(denied).findings] == [Kind.SMALL]


# --- agreement, change, countries -----------------------------------------------------------------


def test_a_conflict_of_the_store_is_told_once_a_statement() -> None:
    rows = [claim("m1", "promotes", "e1", 1), *(claim("m1", "promotes", "e1", w, polarity="negative") for w in (2, 3))]
    clashes = [Clash(rows[0].claim, row.claim, "why") for row in rows[1:]]
    section = agreement.section(study(rows, clashes=[*clashes, Clash("claim/gone", rows[1].claim, "")]))
    assert first(section).sentence == (
        "Works can be read for and against “thing m1” promoting “thing e1”: for it Author 1 (1991); "
        "against it Author 2 (1992) and Author 3 (1993)."
    )
    assert sentences(section, Kind.SMALL)[0].startswith("Too little is shared to test whether works agree")


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({}, ["Possible clash, to be read: “thing m1” being located in “thing g1”: for it"]),
        ({"quote": "Whether m1 lies in g1 is open."}, []),
        ({"quote": "It is not enough that m1 lies in g1."}, []),
        ({"tail": "g2"}, []),
    ],
)
def test_clashes_of_few_works_are_to_be_read(changes: dict[str, str], said: list[str]) -> None:
    rows = [
        replace(claim("m1", "locatedIn", "g1", 1), **changes),
        claim("m1", "locatedIn", "g1", 2, polarity="negative"),
    ]
    section = agreement.section(study(rows, clashes=[Clash(rows[0].claim, rows[1].claim, "why")]))
    found = sentences(section, Kind.FINDING)
    assert len(found) == len(said)
    assert all(sentence.startswith(start) for sentence, start in zip(found, said, strict=True))


def test_camps_of_works_agree_and_differ() -> None:
    sides = {0: "positive", 1: "negative"}
    rows = [claim(f"f{s}", "causes", "e1", w, polarity=sides[w % 2]) for w in range(8) for s in range(12)]
    section = agreement.section(study(rows))
    said = [f.sentence for f in section.findings]
    assert "agree on 0 statements and differ on 12" in said[0]
    assert any("agree on 12 statements and differ on 0" in sentence for sentence in said)


def test_a_burst_of_attention() -> None:
    rows = [claim(f"f{w % 3}", "causes", "f9", w, year=str(1990 + w // 10)) for w in range(200)]
    rows += [claim("f50", "causes", "f51", w, year=str(1990 + w // 10)) for w in range(120, 140)]
    found, *rest = change.section(study(rows)).findings
    assert found.sentence.startswith("“f50” bursts in 2002–2003: 20 of the 20 works of those years speak of it, 2.0 at")
    assert sum(f.sentence.startswith(("Concepts do not", "Concepts shift")) for f in rest) == 3


def test_a_long_span_is_no_burst() -> None:
    rows = [claim(f"f{w % 3}", "causes", "f9", w, year=str(1980 + w // 8)) for w in range(320)]
    rows += [claim("f50", "causes", "f51", w, year=str(1980 + w // 8)) for w in range(0, 160, 3)]
    said = change.section(study(rows)).findings[0].sentence
    assert said.startswith("“f50” is spoken of more up to 1999: 54 of 160 works, then 0 of 160 (p")


def test_works_of_one_year_do_not_change() -> None:
    section = change.section(study([claim("f1", "causes", "f2", w, year="2000") for w in range(9)]))
    assert [f.sentence for f in section.findings] == ["Too few years for change over time: the works have 1 year."]


def test_countries_differ_in_their_mechanisms() -> None:
    rows = [claim("g1", "establishes", f"m{w % 2}", w) for w in range(60)]
    countries = {row.claim: frozenset({("China", "France")[n % 2]}) for n, row in enumerate(rows)}
    section = regions.section(study(rows, countries=countries))
    assert first(section).sentence.startswith("“m0” is spoken of for “China” in 30 works")
    assert any("The mechanisms of China and France differ more than chance" in f.sentence for f in section.findings)
    alone = regions.section(study(rows, countries=dict.fromkeys(countries, frozenset({"China"}))))
    assert [f.kind for f in alone.findings] == [Kind.SMALL]


@pytest.mark.parametrize(
    ("label", "expected"),
    [("Chinese cooperation model", True), ("law of New Zealand", True), ("partnership", False), ("chain", False)],
)
def test_classes_of_one_country(label: str, expected: bool) -> None:
    assert regions.of_country(label, {"New Zealand", "China"}) is expected


# --- the whole ------------------------------------------------------------------------------------


def shuffled(rows: list[ClaimRow]) -> Study:
    mixed = list(rows)
    random.Random(1).shuffle(mixed)
    return study(mixed)


def test_the_same_claims_give_the_same_bytes_in_any_order() -> None:
    rows = remedies(30, 9)
    assert as_json(report(study(rows), "1")) == as_json(report(shuffled(rows), "1"))


SCRIPT = """
import hashlib
from itertools import product
from planted import claim, study
from kg.export.patterns import as_json
from kg.patterns import report
groups = [
    (f"f{g}{a}", "causes", f"f{g}{b}", 9 * g + n)
    for g, n, a, b in product(range(3), range(5), range(6), range(6)) if b < a
]
tools = [
    (f"g{g}{a}", "establishes", f"m{g}{m}", 9 * g + n)
    for g, n, a, m in product(range(3), range(5), range(5), range(3))
]
ties = [
    (f"g{g}{a}", "cooperatesWith", f"g{g}{b}", n)
    for g, n, a, b in product(range(3), range(4), range(5), range(5)) if b < a
]
made = study(claim(a, r, b, n) for a, r, b, n in [*groups, *tools, *ties])
print(hashlib.sha256(as_json(report(made, "1"))).hexdigest())
"""


def test_the_order_of_sets_does_not_matter() -> None:
    """Texts hash anew in every process, so that sets and what is made of them come in another order."""
    command, folder = [sys.executable, "-c", SCRIPT], Path(__file__).parent
    runs = [subprocess.run(command, cwd=folder, env={"PYTHONHASHSEED": n}, capture_output=True) for n in ("1", "2")]
    assert [run.stderr for run in runs] == [b"", b""]
    assert runs[0].stdout == runs[1].stdout


def test_no_claims_make_a_report_of_what_cannot_be_said() -> None:
    found = report(study([]), "1")
    assert {f.kind for s in found.sections for f in s.findings} <= {Kind.SMALL, Kind.HIDDEN, Kind.NULL}
    assert (found.works, found.claims) == (0, 0)
    assert all(section.findings and section.about for section in found.sections)


def test_a_finding_that_is_not_there() -> None:
    found = report(study([]), "1")
    assert found.finding("obstacles.1").id == "obstacles.1"
    with pytest.raises(KgError, match=r"no finding is called 'obstacles.99'.*obstacles\.1 to"):
        found.finding("obstacles.99")


def test_what_hinders_an_outcome_does_not_bring_it() -> None:
    rows = [claim(f"m{w % 2}", "promotes", f"e{w % 2}", w) for w in range(30)]
    hindering = [claim("m0", "hinders", "e1", w) for w in range(30)]
    section = outcomes.section(study([*rows, *hindering]))
    assert first(section).sentence.startswith("“m0” is said to bring “e0” in 15 works")
    assert not [f for f in section.findings if "“m0” is said to bring “e1”" in f.sentence]
