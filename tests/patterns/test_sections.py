from __future__ import annotations

import random
import subprocess
import sys
from pathlib import Path

import pytest
from planted import claim, remedies, study

from kg.claimrow import ClaimRow
from kg.export.patterns import as_json
from kg.model import KgError
from kg.networks import Things
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


def test_works_are_counted_not_sentences() -> None:
    rows = [claim("m0", "addresses", "o0", 1, claim=f"claim/{n}") for n in range(9)]
    assert first(obstacles.section(study(rows))).kind is Kind.SMALL


def test_obstacles_that_nothing_addresses() -> None:
    rows = [claim(f"o{o}", "hinders", "e0", work) for o in (1, 2) for work in range(5)]
    section = obstacles.section(study([*rows, claim("g1", "addresses", "o2", 7)]))
    bare = [s for s in sentences(section, Kind.FINDING) if "no claim says" in s]
    assert bare == ["5 works name “o1” as an obstacle, and no claim says that anything addresses or hinders it."]


def test_classes_are_named_with_what_they_mostly_hold() -> None:
    things = Things(broader={"m7": "m0", "m0": "m", "o0": "o"})
    rows = [*remedies(40, 0), *(claim("m7", "addresses", "o0", work) for work in range(14))]
    section = obstacles.section(study(rows, things=things))
    assert any(
        s.startswith("By class, “m0” (mostly “m7”) is claimed against “o0”") for s in sentences(section, Kind.FINDING)
    )


def test_theories_and_gaps_speak_of_their_tables() -> None:
    rows = [claim(f"t{w % 2}", "explains", f"m{w % 2}", w) for w in range(30)]
    assert first(theories.section(study(rows))).sentence.startswith("“t0” and “m0” go together in 15 works")
    apart = [claim(f"m{w % 2}", "addresses", f"o{w % 2}", w) for w in range(40)]
    gap = first(blanks.section(study(apart)))
    assert gap.kind is Kind.FINDING
    assert "and none of both, where chance would give 10" in gap.sentence


# --- advice ---------------------------------------------------------------------------------------


def test_advice_ahead_of_practice() -> None:
    advised = [claim("g1", "establishes", "m0", work, modality="recommended") for work in range(12)]
    done = [claim("g1", "establishes", f"m{1 + work % 3}", work) for work in range(40)]
    guessed = [claim("g1", "establishes", "m0", work, modality="hypothetical") for work in range(20, 30)]
    rows = [*advised, *done, *guessed, claim("g1", "establishes", "m0", 30, polarity="negative")]
    countries = {row.claim: frozenset({"China"}) for row in advised}
    found = first(advice.section(study(rows, countries=countries)))
    assert found.sentence.startswith("12 works recommend “m0” (China 12), ")
    assert found.sentence.endswith("none reports its use or effects.")
    assert (found.kind, found.numbers["asserting_works"]) == (Kind.FINDING, 0)


def test_without_advice_there_is_nothing_to_compare() -> None:
    section = advice.section(study([claim("g1", "establishes", "m1", work) for work in range(9)]))
    assert [f.kind for f in section.findings] == [Kind.HIDDEN]


# --- networks -------------------------------------------------------------------------------------


def tied(members: list[str], works: range) -> list[ClaimRow]:
    return [claim(a, "cooperatesWith", b, w) for a in members for b in members if a < b for w in works]


def test_an_actor_between_two_groups_stands_first() -> None:
    one, other = [f"g{n}" for n in range(10, 15)], [f"g{n}" for n in range(20, 25)]
    bridge = [claim("g99", "cooperatesWith", end, w) for end in ("g10", "g20") for w in range(3)]
    section = actors.section(study([*tied(one, range(3)), *tied(other, range(3)), *bridge]))
    assert first(section).numbers["actor"] == "g99"
    assert sentences(section, Kind.SMALL)[0].startswith("Roles between levels of government cannot be tested")


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
        "“f1” furthers “f2” (3 works), which lessens “f3” (3 works), which lessens “f1” (3 works): "
        "a reinforcing loop put together from 3 works."
    )
    denied = study([claim(a, r, b, w, polarity="negative") for a, r, b in arrows for w in range(3)])
    assert [f.kind for f in causes.section(denied).findings] == [Kind.SMALL]


# --- agreement, change, countries -----------------------------------------------------------------


def test_a_conflict_of_the_store_is_told_once_a_statement() -> None:
    rows = [claim("m1", "promotes", "e1", 1), *(claim("m1", "promotes", "e1", w, polarity="negative") for w in (2, 3))]
    clashes = [Clash(rows[0].claim, row.claim, "why") for row in rows[1:]]
    section = agreement.section(study(rows, clashes=[*clashes, Clash("claim/gone", rows[1].claim, "")]))
    assert first(section).sentence == (
        "It is in dispute whether “thing m1” promotes “thing e1”: for it Author 1 (1991); "
        "against it Author 2 (1992) and Author 3 (1993)."
    )
    assert sentences(section, Kind.SMALL)[0].startswith("Too little is shared to test whether works agree")


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
