"""A draft as LaTeX for pdflatex, xelatex and lualatex.

The text stays UTF-8. A letter that pdflatex has no sign for is built from its accents, and else shown by its code
point; xelatex and lualatex take the letters of their fonts.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from kg.export.drafts.model import (
    Block,
    Bullets,
    Draft,
    Heading,
    Paragraph,
    Quote,
    References,
    Run,
    Table,
)
from kg.export.texts import LATEX

_PREAMBLE = r"""\documentclass[11pt,a4paper]{article}
\usepackage[margin=25mm]{geometry}
\ifdefined\XeTeXversion\usepackage{fontspec}\else\ifdefined\directlua\usepackage{fontspec}\else
\usepackage[T1]{fontenc}
\usepackage[utf8]{inputenc}
\usepackage{textcomp}
\IfFileExists{lmodern.sty}{\usepackage{lmodern}}{}
\newcommand{\codepoint}[1]{\texttt{[U+#1]}}
%(letters)s\fi\fi
\usepackage{array}
\usepackage{longtable}
\usepackage[hidelinks]{hyperref}
\emergencystretch=3em
\setcounter{secnumdepth}{0}
\setcounter{tocdepth}{2}
\newenvironment{says}{\begin{quote}\small}{\end{quote}}
\newenvironment{hanging}{\begin{list}{}{\setlength{\leftmargin}{2em}\setlength{\itemindent}{-2em}%%
\setlength{\itemsep}{0pt}}}{\end{list}}
\title{%(title)s}
\author{}
\date{}
\begin{document}
\maketitle
\tableofcontents
"""
_SPECIAL = str.maketrans(
    LATEX
    | {
        "<": r"\textless{}",
        ">": r"\textgreater{}",
        "|": r"\textbar{}",
        '"': r"\textquotedbl{}",
        "`": r"\textasciigrave{}",
        "[": "{[}",
        "]": "{]}",
    }
)
_LIGATURE = re.compile(r"([-',])(?=\1)")
_KNOWN = frozenset(
    map(
        chr,
        (
            *range(0xA0, 0x180),
            *(0x192, *range(0x1CD, 0x1D5), 0x1E6, 0x1E7, 0x218, 0x219, 0x21A, 0x21B, 0x237, 0x1E9E),
            *(*range(0x2010, 0x2017), 0x2018, 0x2019, 0x201A, 0x201C, 0x201D, 0x201E, 0x2020, 0x2021, 0x2022),
            *(0x2026, 0x2030, 0x2031, 0x2039, 0x203A, 0x203B, 0x20AC, 0x2116, 0x2122, 0x2190, 0x2191, 0x2192, 0x2193),
        ),
    )
) - frozenset("\u00a5\u00a8\u00ad\u00af\u00b4\u00b8\u0126\u0127\u0138\u013f\u0140\u0149\u0166\u0167\u017f")
"""The letters that pdflatex has signs for in the font encoding T1 with textcomp."""

_SIGNS = {
    "¥": r"\textyen",
    "\u00a8": r"\textasciidieresis",
    "\u00af": r"\textasciimacron",
    "\u00b4": r"\textasciiacute",
    "≤": r"\ensuremath{\leq}",
    "≥": r"\ensuremath{\geq}",
    "≠": r"\ensuremath{\neq}",
    "≈": r"\ensuremath{\approx}",
    "−": r"\ensuremath{-}",
    "∞": r"\ensuremath{\infty}",
    "′": r"\ensuremath{'}",
    "α": r"\ensuremath{\alpha}",
    "β": r"\ensuremath{\beta}",
    "γ": r"\ensuremath{\gamma}",
    "δ": r"\ensuremath{\delta}",
    "ε": r"\ensuremath{\varepsilon}",
    "λ": r"\ensuremath{\lambda}",
    "μ": r"\ensuremath{\mu}",
    "π": r"\ensuremath{\pi}",
    "ρ": r"\ensuremath{\rho}",
    "σ": r"\ensuremath{\sigma}",
    "Δ": r"\ensuremath{\Delta}",
    "Σ": r"\ensuremath{\Sigma}",
    "\u2003": r"\quad",
    "\u2009": r"\,",
    "\u202f": r"\,",
}
_ACCENTS = dict(
    zip(
        "\u0300\u0301\u0302\u0303\u0304\u0306\u0307\u0308\u030a\u030b\u030c\u0323\u0327\u0328\u0331",
        "` ' ^ ~ = u . \" r H v d c k b".split(),
        strict=True,
    )
)
_LEVELS = ("section", "subsection", "subsubsection")
_TEXT_WIDTH = 0.9
"""The share of the line that the columns of a table fill."""


def render(draft: Draft) -> bytes:
    """The draft as LaTeX; texts of works are escaped."""
    body = "\n".join(line for block in draft.blocks for line in _block(block))
    title = _escaped(draft.title)
    letters = "".join(map(_declared, sorted(set(title + body) - _KNOWN - {chr(code) for code in range(128)})))
    head = _PREAMBLE % {"title": title, "letters": letters}
    return f"{head}{body}\n\\end{{document}}\n".encode()


def _declared(letter: str) -> str:
    return f"\\DeclareUnicodeCharacter{{{ord(letter):04X}}}{{{_built(letter)}}}\n"


def _built(letter: str) -> str:
    """A letter that pdflatex lacks: as a sign, from its accents, or by its code point."""
    if letter in _SIGNS:
        return _SIGNS[letter]
    base, *marks = list(unicodedata.normalize("NFKD", letter))
    if not marks and base.isascii() and base.isprintable() and base != letter:
        return _escaped(base)
    if not marks or not base.isascii() or not base.isalpha() or any(mark not in _ACCENTS for mark in marks):
        return f"\\codepoint{{{ord(letter):04X}}}"
    made = base
    for mark in marks:
        made = f"\\{_ACCENTS[mark]}{{{made}}}"
    return made


def _block(block: Block) -> Iterator[str]:
    writers: dict[type, Callable[[Any], Iterator[str]]] = {
        Heading: _heading,
        Paragraph: lambda paragraph: iter([_text(paragraph.runs), ""]),
        Quote: _quote,
        Bullets: _bullets,
        Table: _table,
        References: _references,
    }
    return writers[type(block)](block)


def _heading(heading: Heading) -> Iterator[str]:
    yield f"\\{_LEVELS[heading.level - 1]}{{{_escaped(heading.text)}}}"


def _quote(quote: Quote) -> Iterator[str]:
    yield f"\\begin{{says}}{_text([quote.text])} {_text(quote.source)}\\end{{says}}"


def _bullets(bullets: Bullets) -> Iterator[str]:
    yield "\\begin{itemize}"
    for item in bullets.items:
        yield f"\\item {_text(item.runs)}"
        for quote in item.quotes:
            yield from _quote(quote)
    yield "\\end{itemize}"


def _table(table: Table) -> Iterator[str]:
    share = _TEXT_WIDTH / (len(table.head) + 1.5)
    rest = f">{{\\centering\\arraybackslash}}p{{{share:.3f}\\linewidth}}" * (len(table.head) - 1)
    head, count = _row(table.head), len(table.head)
    columns = f"p{{{2.5 * share:.3f}\\linewidth}}{rest}"
    yield f"{{\\footnotesize\\setlength{{\\tabcolsep}}{{2pt}}\\begin{{longtable}}{{{columns}}}"
    yield f"\\multicolumn{{{count}}}{{l}}{{\\textit{{{_escaped(table.caption)}}}}}\\\\"
    yield f"\\hline {head}\\hline\\endfirsthead\\hline {head}\\hline\\endhead"
    yield from map(_row, table.rows)
    yield "\\hline\\end{longtable}}"


def _row(cells: Iterable[Run]) -> str:
    # Without the space LaTeX does not hyphenate the first word of a cell.
    return " & ".join(f"\\hspace{{0pt}}{_text([cell])}" for cell in cells) + r"\tabularnewline"


def _references(references: References) -> Iterator[str]:
    yield "\\begin{hanging}"
    for entry in references.entries:
        yield f"\\item\\hypertarget{{{entry.anchor}}}{{}}{_text(entry.runs)}"
    yield "\\end{hanging}"


def _text(runs: Iterable[Run]) -> str:
    return "".join(map(_run, runs))


def _run(run: Run) -> str:
    if run.link.startswith("http"):
        return f"\\url{{{run.link}}}"
    text = _escaped(run.text)
    text = f"\\textit{{{text}}}" if run.italic else text
    text = f"\\textbf{{{text}}}" if run.bold else text
    return f"\\hyperlink{{{run.link[1:]}}}{{{text}}}" if run.link else text


def _escaped(text: str) -> str:
    """A text of which LaTeX takes nothing for a command, a comment or a ligature."""
    return _LIGATURE.sub(r"\1{}", unicodedata.normalize("NFC", text).translate(_SPECIAL))
