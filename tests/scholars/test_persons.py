from __future__ import annotations

import pytest

from kg.scholars import agree, person


@pytest.mark.parametrize(
    ("name", "initials"),
    [("Wang Longhua", "LH"), ("Zhou Li'an", "LA"), ("Richard C. Feiock", "RC"), ("Feiock RC", "RC"), ("Coase", "")],
)
def test_initials(name: str, initials: str) -> None:
    assert person(name).initials == initials


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Richard Feiock", "Feiock, R. C."),
        ("Béla Balassa", "Balassa, Bela"),
        ("August Lösch", "LOSCH A"),
        ("Wang Shaoguang", "Wang, S. G."),
        ("Li-An Zhou", "Zhou Li'an"),
        ("Lee, In-Won", "Lee, In Won"),
        ("Jean-Paul Faguet", "Faguet, J.-P."),
        ("Wang", "Wang Longhua"),
    ],
)
def test_names_that_agree(one: str, other: str) -> None:
    assert agree(person(one), person(other))
    assert agree(person(other), person(one))
