"""Names of BibTeX: split before LaTeX is decoded, so that ``{World Bank}`` stays one name."""

from __future__ import annotations

import re

from bibtexparser.middlewares.names import parse_single_name_into_parts, split_multiple_persons_names

from kg.read import cleaning, latex, people

_OTHERS = re.compile(r"\{?(?:others|et\s+al\.?|and|u\.?\s?a\.?)\}?", re.I)
_GROUP = re.compile(r"\{[^{}\\]*\s[^{}\\]*\}")
_KEYED = re.compile(r"\b(family|given|prefix|suffix)(?:-i)?\s*=\s*\"?([^\",=]+)")
_LONGEST = 500  # characters of a name that is taken apart; a longer one is no name


def names(value: str) -> tuple[str, ...]:
    """The persons and bodies of a value, joined by ``and`` or, as scripts write it, by semicolons."""
    joined = split_multiple_persons_names(value)
    singles = (part.strip() for name in joined for part in latex.split(name, ";"))
    found: list[str] = []
    for single in singles:
        if single and not _OTHERS.fullmatch(single):
            found += _persons(single.strip(" ,"))
    return tuple(dict.fromkeys(filter(None, found)))


def _persons(name: str) -> tuple[str, ...]:
    if len(name) > _LONGEST or _is_body(name):
        return (cleaning.line(latex.decode(name)),)
    if "family" in name and (keyed := dict(_KEYED.findall(name))).get("family"):
        return (_of_parts(keyed),)
    commas = len(latex.split(name, ",")) - 1
    plain = cleaning.line(latex.decode(name))
    if commas > 2:
        return people.listed(plain)
    if commas or not _GROUP.search(name):
        return (cleaning.name(people.person(plain)),)
    return (_taken_apart(name),)


def _of_parts(parts: dict[str, str]) -> str:
    """A name of BibLaTeX that says what each part is: ``family=Casas, given=Diego, prefix=de las``."""
    family, given = (
        " ".join(filter(None, (cleaning.line(latex.decode(parts.get(key, ""))) for key in keys)))
        for keys in (("prefix", "family"), ("given", "suffix"))
    )
    return ", ".join(filter(None, (family, given)))


def _is_body(name: str) -> bool:
    """Whether one pair of braces holds the whole name and more than an accent."""
    if not (name.startswith("{") and name.endswith("}")) or name.startswith("{\\"):
        return False
    depth = 0
    for at, char in enumerate(name):
        depth += (char == "{") - (char == "}")
        if depth == 0:
            return at == len(name) - 1
    return False


def _taken_apart(name: str) -> str:
    parts = parse_single_name_into_parts(name, strict=False)
    family, given = (" ".join(words) for words in (parts.von + parts.last, parts.first + parts.jr))
    return ", ".join(filter(None, (cleaning.line(latex.decode(part)) for part in (family, given))))
