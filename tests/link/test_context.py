from __future__ import annotations

import pytest

from kg.link.context import Context, acronyms


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("the Lake Basin Fund (LBF) pays", {"LBF": "Lake Basin Fund"}),
        ("The council of river towns (CRT) met", {"CRT": "council of river towns"}),
        ("many interlocal agreements (ILAs) exist", {"ILA": "interlocal agreements"}),
        ("ILA (Interlocal Agreement) is one", {"ILA": "Interlocal Agreement"}),
        ("the Zambezi Watercourse Commission (ZAMCOM)", {"ZAMCOM": "Zambezi Watercourse Commission"}),
        ('the Port Authority ("PA") and the PA', {"PA": "Port Authority"}),
        ("the Lake Fund (LF). A later Lower Fund (LF)", {}),
        ("It grew (GDP) fast", {}),
        ("the fund of the lake (Table)", {}),
        ("the fund (2009)", {}),
        ("It ended. Towns (LBF) met", {}),
        ("", {}),
    ],
)
def test_acronyms(text: str, expected: dict[str, str]) -> None:
    assert acronyms(text) == expected


@pytest.mark.parametrize(
    ("phrase", "expected"),
    [
        ("LBF", "Lake Basin Fund"),
        ("the LBF rules", "the Lake Basin Fund rules"),
        ("Lake Basin Fund (LBF)", "Lake Basin Fund"),
        ("Lake Basin Fund (1999)", "Lake Basin Fund (1999)"),
        ("OLBF", "OLBF"),
        ("lbf", "lbf"),
    ],
)
def test_acronyms_are_written_out(phrase: str, expected: str) -> None:
    assert Context.of("the Lake Basin Fund (LBF) pays").written_out(phrase) == expected
