"""What the generated files of places must hold; the script that writes them is not run."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pyoxigraph as ox
import pytest

from kg.link.match import bag
from kg.normal import content, words
from kg.vocab import ontology_files

IGR = "https://w3id.org/igr/ontology#"
ENTITY = "https://w3id.org/igr/entity/"
CONCEPT = "https://w3id.org/igr/concept/"
SKOS = "http://www.w3.org/2004/02/skos/core#"
RDF_TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
TABLES = Path(__file__).parent.parent / "ontology/build/tables"
COUNTS = {
    "places-china": 267,
    "places-countries": 182,
    "places-units-africa": 894,
    "places-units-americas": 545,
    "places-units-asia": 958,
    "places-units-europe": 1081,
    "places-units-oceania": 119,
}
LEVELS = {
    "places-china": {"prefecture-or-county"},
    "places-countries": {"national", "state-or-province"},
    "places-units": {"state-or-province", "municipal-level"},
}
LARGEST_ONTOLOGY = 6_000
LETTERS = str.maketrans({"ł": "l", "Ł": "L", "đ": "d", "Đ": "D", "ø": "o", "Ø": "O", "ı": "i", "ə": "a", "Ə": "A"})


@dataclass
class Node:
    """One concept: its file, and the values of its properties without language."""

    file: str = ""
    values: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))

    @property
    def label(self) -> str:
        (label,) = self.values[SKOS + "prefLabel"]
        return label

    @property
    def names(self) -> list[str]:
        return [n for p in ("prefLabel", "altLabel", "hiddenLabel") for n in self.values[SKOS + p]]

    def one(self, predicate: str) -> str:
        (value,) = self.values[predicate]
        return value


@pytest.fixture(scope="module")
def nodes() -> dict[str, Node]:
    found: dict[str, Node] = defaultdict(Node)
    for file in ontology_files():
        for s, p, o in ((t.subject, t.predicate, t.object) for t in ox.parse(path=str(file))):
            assert isinstance(o, ox.NamedNode | ox.Literal | ox.BlankNode)
            if isinstance(s, ox.NamedNode) and not (isinstance(o, ox.Literal) and o.language == "zh"):
                found[s.value].file = file.stem
                found[s.value].values[p.value].append(o.value)
    return dict(found)


@pytest.fixture(scope="module")
def places(nodes: dict[str, Node]) -> dict[str, Node]:
    return {iri: n for iri, n in nodes.items() if n.file.startswith("places-")}


def lines(table: str) -> list[str]:
    return [line for line in (TABLES / table).read_text("utf-8").splitlines() if line and not line.startswith("#")]


def cells(table: str) -> Iterator[list[str]]:
    return (line.split("\t") for line in lines(table))


def key(name: str) -> tuple[str, ...]:
    """A name without accents, order and small words."""
    plain = unicodedata.normalize("NFKD", name.translate(LETTERS))
    return bag("".join(c for c in plain if not unicodedata.combining(c)))


def taken_as_they_are() -> set[tuple[str, ...]]:
    """Names that a table gives whole: checked by hand, not by rule."""
    whole = {name for _, name, _, kind in cells("english.tsv") if kind == "-"}
    exact = {o[1:] for _, _, others, _ in cells("english.tsv") for o in others.split("|") if o.startswith("=")}
    listed = {n for row in cells("countries.tsv") for n in (row[1], *row[4].split("|"))}
    return {key(n) for n in whole | exact | listed}


@pytest.fixture(scope="module")
def single_words(places: dict[str, Node]) -> dict[str, str]:
    """Each name of one word, in normal form, and the place that has it."""
    forms = {words(name): n.label for n in places.values() for name in n.names}
    return {form[0]: label for form, label in forms.items() if len(form) == 1}


def shown(names: Iterable[str]) -> list[str]:
    return sorted(names)[:20]


def test_each_file_holds_its_concepts(places: dict[str, Node]) -> None:
    count: dict[str, int] = defaultdict(int)
    for node in places.values():
        count[node.file] += 1
    assert dict(count) == COUNTS


def test_the_ontology_stays_small(nodes: dict[str, Node]) -> None:
    assert sum(1 for n in nodes.values() if SKOS + "Concept" in n.values[RDF_TYPE]) < LARGEST_ONTOLOGY


def test_each_place_is_a_government_with_its_texts(places: dict[str, Node]) -> None:
    wrong = []
    for node in places.values():
        types = set(node.values[RDF_TYPE]) == {SKOS + "Concept", IGR + "Government"}
        texts = node.label in node.one(SKOS + "example") and node.one(SKOS + "definition").endswith(".")
        if not (types and texts):
            wrong.append(node.label)
    assert shown(wrong) == []


def test_each_place_has_a_level_and_a_container_that_exist(nodes: dict[str, Node], places: dict[str, Node]) -> None:
    wrong = []
    for node in places.values():
        level, container = node.one(IGR + "level"), node.one(IGR + "locatedIn")
        levels = next(found for stem, found in LEVELS.items() if node.file.startswith(stem))
        if level.removeprefix(CONCEPT) not in levels or level not in nodes or container not in nodes:
            wrong.append(node.label)
    assert shown(wrong) == []


def test_units_lie_in_governments_and_countries_in_regions_or_states(
    nodes: dict[str, Node], places: dict[str, Node]
) -> None:
    wrong = []
    for node in places.values():
        types = nodes[node.one(IGR + "locatedIn")].values[RDF_TYPE]
        national = node.one(IGR + "level") == CONCEPT + "national"
        if IGR + ("Region" if national else "Government") not in types:
            wrong.append(node.label)
    assert shown(wrong) == []


def test_each_place_names_its_record_and_none_is_there_twice(places: dict[str, Node]) -> None:
    sources = [n.one("http://purl.org/dc/terms/source") for n in places.values()]
    form = r"ISO 3166-1, code [A-Z]{2}|ISO 3166-2:([A-Z]{2}), code \1-[A-Z0-9]{1,3}|GeoNames \d+"
    assert shown(s for s in sources if not re.fullmatch(form, s)) == []
    assert len(sources) == len(set(sources))


def test_no_name_belongs_to_another_concept(nodes: dict[str, Node], places: dict[str, Node]) -> None:
    owners: dict[tuple[str, ...], set[str]] = defaultdict(set)
    for iri, node in nodes.items():
        if SKOS + "Concept" in node.values[RDF_TYPE]:
            for name in node.names:
                owners[key(name)].add(iri)
    wrong = {n for node in places.values() for n in node.names if len(owners[key(n)]) > 1}
    assert shown(wrong) == []


def test_no_name_is_short(places: dict[str, Node]) -> None:
    names = {n for node in places.values() for n in node.names}
    assert shown(n for n in names if sum(c.isalpha() for c in n) < 4) == []


def test_no_name_is_made_of_generic_words(places: dict[str, Node]) -> None:
    generic = {w for line in lines("generic.txt") for w in line.split()}
    allowed = taken_as_they_are()
    names = {n for node in places.values() for n in node.names}
    wrong = {n for n in names if set(content(" ".join(key(n)))) <= generic and key(n) not in allowed}
    assert shown(wrong) == []


def test_no_unit_is_called_by_an_unsafe_name_alone(places: dict[str, Node]) -> None:
    unsafe = {key(line) for line in lines("unsafe.txt")} - taken_as_they_are()
    names = {n for node in places.values() if node.file != "places-countries" for n in node.names}
    assert shown(n for n in names if key(n) in unsafe) == []


@pytest.mark.parametrize(
    "word",
    "acre afar bar batman bled capital central centre chin colon cork delta east far gulf jordan lac lake "
    "lima male mary meta mobile mono nan nelson nice nord north of ogre orange para pest plateau pool reading "
    "reunion rivers ruse salt salto sofia south split store tak union unity van victoria west western xinyu".split(),
)
def test_a_common_word_is_no_place(single_words: dict[str, str], word: str) -> None:
    assert single_words.get(words(word)[0]) is None


def test_generic_words_are_in_normal_form() -> None:
    listed = [w for line in lines("generic.txt") for w in line.split()]
    assert [w for w in listed if words(w) != (w,)] == []
    assert len(listed) == len(set(listed))


@pytest.mark.parametrize(
    ("name", "entity"),
    [
        ("Ghana", "ghana"),
        ("Swaziland", "eswatini"),
        ("Georgian government", "republic-of-georgia"),
        ("Central Region, Ghana", "central-region-ghana"),
        ("Tuscany", "tuscany"),
        ("Toscana", "tuscany"),
        ("Lombardy", "lombardy"),
        ("Catalonia", "catalonia"),
        ("Oromia", "oromia"),
        ("Canton of Geneva", "geneva-canton"),
        ("Kisumu County", "kisumu"),
        ("Sao Paulo", "sao-paulo"),
        ("Lagos State", "lagos"),
        ("Uttar Pradesh", "uttar-pradesh"),
        ("Kyoto Prefecture", "kyoto-prefecture"),
        ("Gyeonggi-do", "gyeonggi"),
        ("County Cork", "county-cork"),
        ("Quang Nam", "quang-nam"),
        ("Luoyang", "luoyang"),
        ("Taizhou, Zhejiang", "taizhou-city-zhejiang"),
        ("Xishuangbanna", "xishuangbanna-dai-autonomous-prefecture"),
        ("Xinyu City", "xinyu-city"),
    ],
)
def test_a_name_leads_to_its_place(places: dict[str, Node], name: str, entity: str) -> None:
    assert [iri for iri, n in places.items() if name in n.names] == [ENTITY + entity]


@pytest.mark.parametrize("name", ["Ontario", "Jiangsu", "Suzhou", "Bavaria", "Kenya", "Tokyo", "Texas"])
def test_the_hand_written_place_wins(nodes: dict[str, Node], name: str) -> None:
    assert [n.file for n in nodes.values() if name in n.names] == ["governments"]


@pytest.mark.parametrize("file", [f for f in ontology_files() if f.stem.startswith("places-")], ids=lambda f: f.stem)
def test_the_header_names_script_sources_and_licences(file: Path) -> None:
    header = "".join(line for line in file.read_text("utf-8").splitlines() if line.startswith("#"))
    for part in ("ontology/build/places.py", "pycountry", "LGPL-2.1-or-later", "CLDR", "GeoNames", "CC BY 4.0"):
        assert part in header
