from __future__ import annotations

import pytest

from kg.assemble.names import names, resolve


@pytest.mark.parametrize(
    ("form", "expected"),
    [
        ("Feiock", ["feiock"]),
        ("Feiock (2013)", ["feiock"]),
        ("Feiock, R. C.", ["feiock c r"]),
        ("R.C. Feiock", ["feiock c r"]),
        ("Richard Feiock's", ["feiock richard"]),
        ("Chen Ruilian and others", ["chen ruilian"]),
        ("Xu Yuan et al. (2004)", ["xu yuan"]),
        ("Brødsgaard and his collaborators", ["brodsgaard"]),
        ("Tang and Liu", ["tang", "liu"]),
        ("Hansen, Mullin & Riggs", ["hansen", "mullin", "riggs"]),
        ("Li, W. and Wu, X.", ["li w", "wu x"]),
        ("Feiock, Richard and Scholz, John", ["feiock richard", "john scholz"]),
        ("Bowman (2017); Hicks et al. (2018)", ["bowman", "hicks"]),
        ("McDonald, Bruce D., III", ["bruce mcdonald d"]),
        ("Ma Bin", ["bin ma"]),
        ("Van Slyke", ["slyke"]),
        ("de Bruycker", ["bruycker"]),
        ("the World Bank", ["bank world"]),
        ("陈剩勇", ["陈剩勇"]),
        ("Sørensen; Torfing", ["sorensen", "torfing"]),
        ("some scholars", []),
        ("Some commentators", []),
        ("most Chinese researchers", []),
        ("scholars of federalism", []),
        ("others", []),
        ("THIS", ["this"]),
        ("", []),
        ("(2004)", []),
    ],
)
def test_names(form: str, expected: list[str]) -> None:
    assert [str(name) for name in names(form)] == expected


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Feiock", "Feiock, R. C.", True),
        ("R. C. Feiock (2013)", "Feiock, Richard", True),
        ("Feiock, R.", "Feiock, T.", False),
        ("Yang Long", "Long Yang", True),
        ("Wang Jian", "Wang Xiaozeng", False),
        ("Chen and Ma", "Ma Bin", True),
        ("World Bank", "World Trade Organization", False),
        ("some scholars", "some scholars", False),
        ("José Nuñez", "Jose Nunez", True),
    ],
)
def test_two_forms_of_one_person(one: str, other: str, same: bool) -> None:
    found = resolve([one, other])
    assert bool(found[one] & found[other]) is same


def test_a_surname_that_may_be_two_persons_is_neither() -> None:
    found = resolve(["Wang", "Wang Jian", "Wang Xiaozeng"])
    assert len({frozenset(v) for v in found.values()}) == 3
