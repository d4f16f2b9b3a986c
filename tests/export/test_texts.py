from __future__ import annotations

import pytest

from kg.claimrow import COLUMNS, ClaimRow
from kg.export.texts import ROLES, doi_link, marks, pieces, visible


def cut(quote: str, **values: str) -> list[list[str]]:
    """The visible sentence in pieces of text and role, as the page cuts it: by UTF-16 units."""
    row = ClaimRow.from_mapping(dict.fromkeys(COLUMNS, "") | {"quote": quote} | values)
    units, flat, last = visible(quote).encode("utf-16-le"), marks(row), 0
    pieces = []
    for start, end, role in zip(flat[::3], flat[1::3], flat[2::3], strict=True):
        names = " ".join(name for name, bit in ROLES.items() if role & bit)
        pieces += [[units[2 * last : 2 * start], b""], [units[2 * start : 2 * end], names.encode()]]
        last = end
    pieces.append([units[2 * last :], b""])
    return [[text.decode("utf-16-le"), names.decode()] for text, names in pieces if text]


@pytest.mark.parametrize(
    ("text", "head", "tail", "expected"),
    [
        ("A helps B.", "A", "B", [["A", "head"], [" helps ", ""], ["B", "tail"], [".", ""]]),
        (
            "By b, a stops.",
            "A",
            "B",
            [["By ", ""], ["b", "tail"], [", ", ""], ["a", "head"], [" stops.", ""]],
        ),
        ("joint\n parks", "joint parks", "", [["joint\n parks", "head"]]),
        ("tax law and tax", "tax", "tax law", [["tax law", "tail"], [" and ", ""], ["tax", "head"]]),
        ("tax law", "tax", "tax law", [["tax law", "tail"]]),
        ("taxes", "tax", "", [["taxes", ""]]),
        ("C++ (new) helps", "C++ (new)", "", [["C++ (new)", "head"], [" helps", ""]]),
        ("a tax, syntax, tax_1 and Tax", "tax  and\u00a0tax", "", [["a tax, syntax, tax_1 and Tax", ""]]),
        ("syntax, tax_1 and Tax", "tax", "", [["syntax, tax_1 and ", ""], ["Tax", "head"]]),
        ("taxtax tax", "TAX", "", [["taxtax ", ""], ["tax", "head"]]),
        ("the tax the tax \x85law", "the tax law", "", [["the tax ", ""], ["the tax ‹U+0085›law", "head"]]),
        ("Ta\u017f\u212a taſk", "task", "", [["Ta\u017f\u212a", "head"], [" taſk", ""]]),
        ("in İzmir and ÉVORA", "izmir", "Évora", [["in ", ""], ["İzmir", "head"], [" and ", ""], ["ÉVORA", "tail"]]),
        ("It helps.", "", "gone", [["It helps.", ""]]),
        ("", "A", "B", []),
    ],
)
def test_sentences_are_cut_at_their_mentions(text: str, head: str, tail: str, expected: list[list[str]]) -> None:
    assert cut(text, headMention=head, tailMention=tail) == expected


@pytest.mark.parametrize(
    ("text", "head", "tail", "expected"),
    [
        ("A helps B.", "A", "B", [("A", 1), (" helps ", 0), ("B", 4), (".", 0)]),
        ("By b, a stops", "A", "B", [("By ", 0), ("b", 4), (", ", 0), ("a", 1), (" stops", 0)]),
        ("It helps.", "", "gone", [("It helps.", 0)]),
        ("", "A", "B", []),
    ],
)
def test_pieces_make_up_the_sentence(text: str, head: str, tail: str, expected: list[tuple[str, int]]) -> None:
    row = ClaimRow.from_mapping(dict.fromkeys(COLUMNS, "") | {"quote": text, "headMention": head, "tailMention": tail})
    assert pieces(row) == expected


QUOTE = "The tax law hampers free tax"


def places(**spans: tuple[int, int]) -> dict[str, str]:
    """The columns for places in QUOTE, which begins at character 50 of its document."""
    columns = {"start": "50", "end": str(50 + len(QUOTE)), "headMention": "tax", "tailMention": "free tax"}
    for name, (start, end) in spans.items():
        columns |= {f"{name}Start": str(50 + start), f"{name}End": str(50 + end)}
    return columns


@pytest.mark.parametrize(
    ("columns", "expected"),
    [
        (
            places(head=(4, 7), trigger=(12, 19), tail=(20, 28)),
            ["The ", "tax|head", " law ", "hampers|trigger", " ", "free tax|tail"],
        ),
        (
            places(head=(25, 28), trigger=(12, 19), tail=(20, 28)),
            ["The tax law ", "hampers|trigger", " ", "free |tail", "tax|head tail"],
        ),
        (places(trigger=(4, 19)), ["The ", "tax|head trigger", " law hampers|trigger", " ", "free tax|tail"]),
        (places(head=(8, 11)), ["The ", "tax|head", " law hampers ", "free tax|tail"]),
        (places(head=(90, 93), trigger=(20, 90)), ["The ", "tax|head", " law hampers ", "free tax|tail"]),
        (places(trigger=(-60, 3)), ["The ", "tax|head", " law hampers ", "free tax|tail"]),
        (places(trigger=(19, 12)), ["The ", "tax|head", " law hampers ", "free tax|tail"]),
        (places(trigger=(12, 19)) | {"end": "70"}, ["The ", "tax|head", " law hampers ", "free tax|tail"]),
        (places(trigger=(12, 19)) | {"start": "x"}, ["The ", "tax|head", " law hampers ", "free tax|tail"]),
    ],
)
def test_marks_stand_where_the_row_says_if_that_can_be(columns: dict[str, str], expected: list[str]) -> None:
    assert ["|".join(filter(None, piece)) for piece in cut(QUOTE, **columns)] == expected


def test_marks_count_what_the_page_shows() -> None:
    quote = "\u202e𝔘 tax helps"
    columns = {"start": "0", "end": str(len(quote)), "headStart": "3", "headEnd": "6", "headMention": "tax"}
    assert cut(quote, **columns) == [["‹U+202E›𝔘 ", ""], ["tax", "head"], [" helps", ""]]


@pytest.mark.parametrize(
    ("doi", "expected"),
    [
        ("10.1111/psj.12023", "https://doi.org/10.1111/psj.12023"),
        ("https://doi.org/10.1111/psj.12023", "https://doi.org/10.1111/psj.12023"),
        ("DOI: 10.1000/a<b>", "https://doi.org/10.1000/a%3Cb%3E"),
        ('10.1000/"onclick="x', "https://doi.org/10.1000/%22onclick%3D%22x"),
        ("10.1000/a#b?c", "https://doi.org/10.1000/a%23b%3Fc"),
        ("javascript:alert(1)", ""),
        ("10.1000/two words", ""),
        ("", ""),
    ],
)
def test_doi_links(doi: str, expected: str) -> None:
    assert doi_link(doi) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("plain 政府, é\n", "plain 政府, é\n"),
        ("abc\u202edef", "abc‹U+202E›def"),
        ("a\u2066b\x00", "a‹U+2066›b‹U+0000›"),
        ("\ud800", "‹U+D800›"),
    ],
)
def test_hidden_characters_are_written_out(text: str, expected: str) -> None:
    assert visible(text) == expected
