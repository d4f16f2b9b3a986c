from __future__ import annotations

import pytest

from kg.scholars import names

# form; persons as "surname, given"; bodies; groups; years; others
FORMS: list[tuple[str, list[str], list[str], list[str], tuple[int, ...], bool]] = [
    ("Feiock", ["Feiock, "], [], [], (), False),
    ("Feiock (2013)", ["Feiock, "], [], [], (2013,), False),
    ("Feiock (2009, 2013)", ["Feiock, "], [], [], (2009, 2013), False),
    ("(Feiock, 2004)", ["Feiock, "], [], [], (2004,), False),
    ("Feiock's", ["Feiock, "], [], [], (), False),
    ("R. C. Feiock", ["Feiock, R. C."], [], [], (), False),
    ("R.C. Feiock", ["Feiock, R. C."], [], [], (), False),
    ("Feiock RC", ["Feiock, R. C."], [], [], (), False),
    ("Feiock, Richard C.", ["Feiock, Richard C."], [], [], (), False),
    ("Wright, D. S.", ["Wright, D. S."], [], [], (), False),
    ("Wright, D.S. (1988)", ["Wright, D. S."], [], [], (1988,), False),
    ("Yang Long", ["Yang, Long"], [], [], (), False),
    ("Long Yang", ["Long, Yang"], [], [], (), False),
    ("Longhua Wang", ["Wang, Longhua"], [], [], (), False),
    ("Longhua WANG", ["Wang, Longhua"], [], [], (), False),
    ("WANG Longhua", ["Wang, Longhua"], [], [], (), False),
    ("Zhou Li'an", ["Zhou, Li'an"], [], [], (), False),
    ("Li-An Zhou", ["Zhou, Li-An"], [], [], (), False),
    ("Ouyang Xiu", ["Ouyang, Xiu"], [], [], (), False),
    ("Xie,Q.K.(2006)", ["Xie, Q. K."], [], [], (2006,), False),
    ("Chen Ruilian and others", ["Chen, Ruilian"], [], [], (), True),
    ("Xu Yuan et al.", ["Xu, Yuan"], [], [], (), True),
    ("Wilson et al. (2001)", ["Wilson, "], [], [], (2001,), True),
    ("Boehmke and his colleagues", ["Boehmke, "], [], [], (), True),
    ("Feiock and other federalists", ["Feiock, "], [], [], (), True),
    ("Tang and Liu", ["Tang, ", "Liu, "], [], [], (), False),
    ("Wang S.G. & Hu A.G. (1997)", ["Wang, S. G.", "Hu, A. G."], [], [], (1997,), False),
    ("L E. Davis and D C. North", ["Davis, L. E.", "North, D. C."], [], [], (), False),
    ("Chen, Wang and Sun", ["Chen, ", "Wang, ", "Sun, "], [], [], (), False),
    ("Brown, Potoski and Van Slyke", ["Brown, ", "Potoski, ", "Van Slyke, "], [], [], (), False),
    ("Feiock, R. C., & Scholz, J. T.", ["Feiock, R. C.", "Scholz, J. T."], [], [], (), False),
    ("Feiock, Richard C., and John T. Scholz", ["Feiock, Richard C.", "Scholz, John T."], [], [], (), False),
    ("Feiock, Richard and Scholz, John", ["Feiock, Richard", "Scholz, John"], [], [], (), False),
    ("Feiock RC, Scholz JT", ["Feiock, R. C.", "Scholz, J. T."], [], [], (), False),
    ("Wright (1988); Agranoff (2008)", ["Wright, ", "Agranoff, "], [], [], (1988, 2008), False),
    ("van den Oord and others", ["van den Oord, "], [], [], (), True),
    ("Johann Heinrich von Thünen", ["von Thünen, Johann Heinrich"], [], [], (), False),
    ("Xavier Sala-i-Martin", ["Sala-i-Martin, Xavier"], [], [], (), False),
    ("Gert-Jan Hospers", ["Hospers, Gert-Jan"], [], [], (), False),
    ("O'Toole, Laurence J., Jr.", ["O'Toole, Laurence J."], [], [], (), False),
    ("Governor Parson", ["Parson, "], [], [], (), False),
    ("Perri 6", ["6, Perri"], [], [], (), False),
    ("the World Bank", [], ["World Bank"], [], (), False),
    ("OECD", [], ["OECD"], [], (), False),
    ("World Bank and OECD", [], ["World Bank", "OECD"], [], (), False),
    ("Ministry of Finance and Economy", [], ["Ministry of Finance and Economy"], [], (), False),
    ("Hall Family Foundation", [], ["Hall Family Foundation"], [], (), False),
    ("Feiock and the World Bank", ["Feiock, "], ["World Bank"], [], (), False),
    ("some scholars", [], [], ["some scholars"], (), False),
    ("many economists", [], [], ["many economists"], (), False),
    ("critics of Riker", [], [], ["critics of Riker"], (), False),
    ("scholars of Asia and Europe", [], [], ["scholars of Asia and Europe"], (), False),
    ("Swedish government", [], [], ["Swedish government"], (), False),
    ("others", [], [], ["others"], (), False),
    ("", [], [], [], (), False),
]


@pytest.mark.parametrize(("form", "persons", "bodies", "groups", "years", "others"), FORMS)
def test_names(
    form: str, persons: list[str], bodies: list[str], groups: list[str], years: tuple[int, ...], others: bool
) -> None:
    holder = names(form)
    assert [f"{p.surname}, {p.given}" for p in holder.persons] == persons
    assert (list(holder.bodies), list(holder.groups), holder.years, holder.others) == (bodies, groups, years, others)
