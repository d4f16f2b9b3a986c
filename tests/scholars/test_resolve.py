from __future__ import annotations

import random

import pytest

from kg.model import (
    THIS_WORK,
    Concept,
    EntityType,
    Reference,
)
from kg.scholars import Kind, Node, Scholars, Work, agree, person, references

APART = [
    ("Wang Jian", "Wang Jianguo"),
    ("Wang Longhua", "Wang Longfei"),
    ("Yang Long", "Long Yang"),
    ("Yang Long", "Yang Hongshan"),
    ("Li Wenxing", "Li, S. M."),
    ("Chen, H. L.", "Chen, S. X."),
    ("K. G. Lipsey", "R. G. Lipsey"),
    ("Elinor Ostrom", "Vincent Ostrom"),
    ("Andrés Malamud", "Carlos Malamud"),
    ("Brown, Trevor L.", "Brown, W. Mark"),
    ("Buchanan, James M.", "Buchanan, Allen"),
    ("Deil S. Wright", "Erik Olin Wright"),
    ("Mark Lubell", "Mark Lubel"),
    ("Ernst B. Haas", "Peter M. Haas"),
    ("Karis Muller", "Mike Muller"),
    ("David Van Slyke", "David Slyke"),
]


@pytest.mark.parametrize(("one", "other"), APART)
def test_names_that_must_not_merge(one: str, other: str) -> None:
    assert not agree(person(one), person(other))
    found = Scholars((), (work("a", forms=(one,)), work("b", forms=(other,))))
    assert found.resolve("a", one).iri != found.resolve("b", other).iri


CONCEPTS = (
    Concept("e:feiock", "Richard C. Feiock", EntityType.SCHOLAR, ("Feiock", "Richard Feiock", "R. C. Feiock")),
    Concept("e:wright", "Deil S. Wright", EntityType.SCHOLAR, ("D. S. Wright",), ("D.S. Wright",)),
    Concept("e:lipsey", "Richard G. Lipsey", EntityType.SCHOLAR, ("Lipsey",), ("K. G. Lipsey",)),
    Concept("e:davis", "Lance Davis", EntityType.SCHOLAR, ("L. E. Davis", "Davis and North")),
    Concept("e:north", "Douglass North", EntityType.SCHOLAR, ("D. C. North",)),
    Concept("e:yang", "Yang Long", EntityType.SCHOLAR),
    Concept("e:bank", "World Bank", EntityType.BODY),
    Concept("e:missouri", "Missouri", EntityType.GOVERNMENT),
    Concept("e:jordan", "Jordan", EntityType.GOVERNMENT),
)


def work(doc: str, *authors: str, year: int = 2000, cited: str = "", forms: tuple[str, ...] = ()) -> Work:
    listed = tuple(references(f"References\n{cited}")) if cited else ()
    return Work(doc, Reference(f"On {doc}", authors, year), listed, forms)


WORKS = (
    work("hooghe", "Hooghe, Liesbet", "Marks, Gary", year=2003),
    work("marks", "Marks, Gary", year=2012),
    work("seedy", "Wang, Longhua", year=2019, cited="Yang, L. (2008). Power and process.\nXu, Y. (2011). On law."),
    work("yangs", "Yang, Long", "Xu, Jiang", "Yeh, Anthony G. O."),
    work("two", cited="Wang, Liang (2001). One thing.\nWang, Ming (2002). Another thing."),
    work("full", forms=("Ernst Haas", "Haas", "Ostrom", "Elinor Ostrom", "Vincent Ostrom")),
    work("other", "Feiock, Shelly", forms=("some scholars",)),
    work("oates", "Oates, Wallace E.", year=1999),
    work("jordan", "Jordan, Andrew"),
    work("plain", year=2010),
    work("early", year=1965),
)


RESOLVED = [
    ("plain", "Feiock (2013)", "e:feiock", "alternative label"),
    ("plain", "Feiock, Richard C.", "e:feiock", "preferred label"),
    ("plain", "Wright, D. S.", "e:wright", "alternative label"),
    ("plain", "K. G. Lipsey", "e:lipsey", "hidden label"),
    ("other", "Feiock", "shelly-feiock", "author of this work"),
    ("full", "Haas", "ernst-haas", "fuller form"),
    ("full", "Ostrom", "ostrom.", "of this work only"),
    ("plain", "Marks", "gary-marks", "only bearer"),
    ("early", "Marks", "marks.", "of this work only"),
    ("plain", "Hooghe", "hooghe.", "of this work only"),
    ("plain", "Hooghe (2003)", "liesbet-hooghe", "of that year"),
    ("plain", "W. Oates", "wallace-e-oates", "fuller in the store"),
    ("two", "Wang (2001)", "wang-liang", "reference list"),
    ("two", "Wang", "wang.", "of this work only"),
    ("seedy", "Wang", "wang-longhua", "author of this work"),
    ("seedy", "Wang (1997)", "wang.", "of this work only"),
    ("plain", "Wang", "wang.", "of this work only"),
    ("yangs", "Long Yang", "e:yang", "preferred label"),
    ("plain", "Long Yang", "long-yang", "full name"),
    ("plain", "Wang, J.", "j-wang.", "too common"),
    ("plain", "Zhang Keyun", "zhang-keyun", "full name"),
    ("plain", "the World Bank", "e:bank", "preferred label"),
    ("plain", "Missouri", "e:missouri", "preferred label"),
    ("plain", "Jordan", "jordan.", "of this work only"),
    ("plain", "Hall Family Foundation", "hall-family-foundation", "full name of a body"),
    ("plain", "Constitutional Court", "constitutional-court.", "many bodies"),
    ("plain", "some scholars", "some-scholars.", "unnamed"),
    ("plain", "", "scholar/", "no name"),
]


@pytest.mark.parametrize(("doc", "form", "iri", "reason"), RESOLVED)
def test_resolve(doc: str, form: str, iri: str, reason: str) -> None:
    node = Scholars(CONCEPTS, WORKS).resolve(doc, form)
    assert iri in node.iri
    assert reason in node.reason
    assert ("." in node.iri.rpartition("/")[2]) == ("of this work only" in node.reason)


def test_a_group_and_a_lone_surname_stay_in_their_work() -> None:
    found = Scholars(CONCEPTS, WORKS)
    for form in ("some scholars", "Wang", "Keohane", "Supreme Court", "Zhang and others"):
        assert found.resolve("plain", form).iri != found.resolve("early", form).iri


@pytest.mark.parametrize(
    ("doc", "form", "members"),
    [
        ("plain", "Davis and North", ["e:davis", "e:north"]),
        ("hooghe", "Hooghe and Marks", ["liesbet-hooghe", "gary-marks"]),
        ("plain", "Marks and Hooghe", ["liesbet-hooghe", "gary-marks"]),
        ("plain", "Hooghe and Marks", ["liesbet-hooghe", "gary-marks"]),
        ("plain", "Vincent and Elinor Ostrom", ["vincent-ostrom", "elinor-ostrom"]),
        ("plain", "Chen and Ma", ["chen.", "ma."]),
        ("plain", "Feiock and Chen", ["e:feiock", "chen."]),
        ("yangs", "Yang Long and others", ["e:yang", "xu-jiang", "anthony-g-o-yeh"]),
        ("plain", "Feiock et al.", ["e:feiock"]),
        ("plain", "Feiock; World Bank", ["e:feiock", "e:bank"]),
    ],
)
def test_a_team_has_its_members(doc: str, form: str, members: list[str]) -> None:
    node = Scholars(CONCEPTS, WORKS).resolve(doc, form)
    assert node.kind is Kind.TEAM
    assert len(node.members) == len(members)
    assert all(any(m in n.iri for n in node.members) for m in members)


def test_a_team_is_one_node_in_any_order_of_names() -> None:
    found = Scholars(CONCEPTS, WORKS)
    assert found.resolve("plain", "Marks and Hooghe") == found.resolve("plain", "Hooghe & Marks")
    assert found.resolve("plain", "Hooghe and Marks").label == "Gary Marks and Liesbet Hooghe"


def test_a_team_of_common_surnames_is_not_taken_for_the_authors_of_another_work() -> None:
    store = (*WORKS, work("xu", "Xu, Jiang", "Yeh, Anthony G. O."))
    assert all("." in m.iri for m in Scholars((), store).resolve("plain", "Xu and Yeh").members)


def test_the_order_of_works_and_forms_changes_nothing() -> None:
    expected = _all(Scholars(CONCEPTS, WORKS))
    for seed in range(3):
        shuffled = random.Random(seed).sample(WORKS, len(WORKS))
        assert _all(Scholars(CONCEPTS[::-1], shuffled)) == expected


def _all(found: Scholars) -> list[Node]:
    return [found.resolve(doc, form) for doc, form, *_ in sorted(RESOLVED)]


def test_one_label_for_the_spellings_of_a_name() -> None:
    source = work("a", forms=("Soderbaum", "Söderbaum"))
    found = Scholars((), (source,))
    assert found.resolve("a", "Soderbaum") == found.resolve("a", "Söderbaum")
    assert found.resolve("a", "Soderbaum").label == "Söderbaum"


def test_this_work_is_the_work_with_its_authors() -> None:
    node = Scholars(CONCEPTS, WORKS).resolve("hooghe", THIS_WORK)
    assert (node.kind, node.label, [m.label for m in node.members]) == (
        Kind.WORK,
        "On hooghe",
        ["Liesbet Hooghe", "Gary Marks"],
    )


def test_names_of_untrusted_text_end_soon() -> None:
    for form in (
        "(" * 3000,
        "A," * 3000,
        "X. " * 3000,
        " 2001," * 3000,
        "Wang " + "xian" * 3000 + "q",
        "\x00\ud800 <b>",
    ):
        assert Scholars((), ()).resolve("d", form).iri.startswith("https://")
    for text in ("A, " * 9000, "(Aa Bb " * 9000, "A. Bcd and " * 9000, "\n" * 9000, "#\n " * 9000):
        assert all(c.authors for c in references(f"{text}\nReferences\n{text} 2001"))
