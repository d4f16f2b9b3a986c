from __future__ import annotations

import pytest

from kg.scholars import Cited, Name, references

LISTS = {
    "apa": """
Feiock, R. C. (2009). Metropolitan governance and institutional collective action. *Urban Affairs Review*, 44(3).
Feiock, R. C. (2013). The institutional collective action framework. Policy Studies Journal, 41(3), 397-425.
Ostrom, E. (1990). Governing the commons. Cambridge: Cambridge University Press.
Hooghe, L., & Marks, G. (2003). Unraveling the central state, but how? American Political Science Review, 97(2).
Tiebout, C. M. (1956). A pure theory of local expenditures. Journal of Political Economy, 64(5), 416-424.
Ostrom, V., Tiebout, C. M., & Warren, R. (1961). The organization of government in metropolitan areas. American
    Political Science Review, 55(4), 831-842.
Wang, S. G. & Hu, A. G. (1997). China national capacity report. 170-177.
O'Toole, L. J., Jr. (1997). Treating networks seriously. Public Administration Review, 57(1), 45-52.
van den Oord, S., et al. (2023). Modes of network governance. Public Management Review.
Lösch, A. (1940). Die räumliche Ordnung der Wirtschaft. Gustav Fischer.
""",
    "harvard": """
Agranoff, R. and McGuire, M., 2001. American federalism and the search for models of management. PAR, 61(6).

Balassa, B. 1961. The Theory of Economic Integration. Homewood: Richard D. Irwin.

Coase, R.H., 1937. The nature of the firm. Economica, 4(16), pp.386-405.

Krugman, P. (1991) 'Increasing returns and economic geography', Journal of Political Economy, 99(3), pp. 483-499.

Oates, W.E., 1999. An essay on fiscal federalism. Journal of Economic Literature, 37(3), pp.1120-1149.

Provan, K.G. and Kenis, P., 2008. Modes of network governance. JPART, 18(2), pp.229-252.

Qian, Y. and Weingast, B.R. (1997) Federalism as a commitment to preserving market incentives. JEP, 11(4).

Scharpf, F.W., 1988. The joint-decision trap. Public Administration, 66(3), pp.239-278.

Viner, J., 1950. The Customs Union Issue. New York: Carnegie Endowment for International Peace.

Zeitoun, M. and Warner, J., 2006. Hydro-hegemony. Water Policy, 8(5), pp.435-460.
""",
    "numbered": """
[1] R. C. Feiock, "Rational choice and regional governance," Journal of Urban Affairs, vol. 29, no. 1, 2007.
[2] E. Ostrom and V. Ostrom, "Public choice," Public Administration Review, vol. 31, pp. 203-216, 1971.
[3] W. H. Riker, "Federalism," in Handbook of Political Science, 1975.
4. Feiock RC, Scholz JT. Self-organizing federalism. Cambridge; 2010.
5. Lubell M, Schneider M, Scholz JT, Mete M. Watershed partnerships. American Journal of Political Science. 2002;46.
6. Kincaid J. From cooperative to coercive federalism. The Annals. 1990;509:139-152.
[7] D. S. Wright, Understanding Intergovernmental Relations. Pacific Grove: Brooks/Cole, 1988.
[8] Hefetz A, Warner ME. Contracting or public delivery? JPART. 2012;22(2):289-317.
[9] C. F. Bergsten, "Open regionalism," The World Economy, vol. 20, no. 5, 1997.
[10] L. Hooghe, G. Marks, and A. H. Schakel, "The Rise of Regional Authority," Routledge, 2010.
""",
    "gb": """
[1] 杨龙. Power and process of local government cooperation[J]. China Administration, 2008(7): 23-26.
[2] Yang Long. Administrative coordination of regionalization[J]. Journal of Renmin University, 2007, 42(2): 55-57.
[3] Chen Ruilian, Liu Yaping. Regional public governance[M]. Beijing: China Social Sciences Press, 2013.
[4] FEIOCK R C. Metropolitan governance[J]. Urban Affairs Review, 2009, 44(3): 356-377.
[5] FEIOCK R C, SCHOLZ J T. Self-organizing federalism[M]. Cambridge: Cambridge University Press, 2010.
[6] Zhou Li'an. Incentives and cooperation of officials[J]. Economic Research Journal, 2004(6): 33-40.
[7] Wang Jian, Bao Jing, et al. Compound administration[J]. Chinese Public Administration, 2004(3): 44-48.
[8] Xu Yuan. Local cooperation[D]. Nanjing: Nanjing University, 2011.
[9] PONCET S. Measuring Chinese domestic and international integration[J]. China Economic Review, 2003, 14(1): 1-21.
[10] Hu Angang. Regions and development[EB/OL]. (2008-05-01). http://example.org/1.
""",
}


LISTED = {
    "apa": """Feiock 2009; Feiock 2013; Ostrom 1990; Hooghe Marks 2003; Tiebout 1956; Ostrom Tiebout Warren 1961;
        Wang Hu 1997; O'Toole 1997; van den Oord 2023; Lösch 1940""",
    "harvard": """Agranoff McGuire 2001; Balassa 1961; Coase 1937; Krugman 1991; Oates 1999; Provan Kenis 2008;
        Qian Weingast 1997; Scharpf 1988; Viner 1950; Zeitoun Warner 2006""",
    "numbered": """Feiock 2007; Ostrom Ostrom 1971; Riker 1975; Feiock Scholz 2010; Lubell Schneider Scholz Mete 2002;
        Kincaid 1990; Wright 1988; Hefetz Warner 2012; Bergsten 1997; Hooghe Marks Schakel 2010""",
    "gb": """杨龙 2008; Yang 2007; Chen Liu 2013; Feiock 2009; Feiock Scholz 2010; Zhou 2004; Wang Bao 2004; Xu 2011;
        Poncet 2003; Hu 2008""",
}


@pytest.mark.parametrize("style", sorted(LISTS))
def test_references_of_every_style(style: str) -> None:
    found = references(f"# A title\n\nSome text.\n\nReferences\n{LISTS[style]}")
    shown = [" ".join([*(a.surname for a in c.authors), str(c.year)]) for c in found]
    assert shown == " ".join(LISTED[style].split()).split("; ")
    assert all(c.title for c in found)


@pytest.mark.parametrize(
    ("style", "place", "title", "given"),
    [
        ("apa", 3, "Unraveling the central state, but how", "L."),
        ("apa", 5, "The organization of government in metropolitan areas", "V."),
        ("harvard", 3, "Increasing returns and economic geography", "P."),
        ("numbered", 0, "Rational choice and regional governance", "R. C."),
        ("numbered", 4, "Watershed partnerships", "M."),
        ("gb", 4, "Self-organizing federalism", "R. C."),
        ("gb", 2, "Regional public governance", "Ruilian"),
    ],
)
def test_title_and_given_name_of_a_reference(style: str, place: int, title: str, given: str) -> None:
    found = references(f"REFERENCES\n{LISTS[style]}")[place]
    assert (found.title, found.authors[0].given) == (title, given)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Feiock (2009, 2013) shows it.", [("Feiock", 2009), ("Feiock", 2013)]),
        ("It holds (Wang & Li, 2004; Feiock et al. 2010).", [("Wang Li", 2004), ("Feiock", 2010)]),
        (
            "Hettne and Söderbaum (2000) agree with van den Oord (2023).",
            [("Hettne Söderbaum", 2000), ("van den Oord", 2023)],
        ),
        ("It began in 1958. In March (2009) the Act (1982) came.", []),
        ("Nothing is cited.", []),
    ],
)
def test_marks_in_the_text(text: str, expected: list[tuple[str, int]]) -> None:
    assert [(" ".join(a.surname for a in c.authors), c.year) for c in references(text)] == expected


def test_what_follows_a_list_is_not_read() -> None:
    text = "References\nViner, J. (1950). The Customs Union Issue.\n\nAppendix A\n\nSmith, A. (1999). A questionnaire."
    assert [c.year for c in references(text)] == [1950]


def test_a_citation_keeps_its_parts() -> None:
    assert references("References\nViner, J. (1950). The Customs Union Issue.") == [
        Cited((Name("Viner", "J."),), 1950, "The Customs Union Issue")
    ]
