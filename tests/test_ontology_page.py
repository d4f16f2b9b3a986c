from __future__ import annotations

import re
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest
import rdflib
from rdflib.namespace import OWL, RDF, SKOS

from kg import ontology_diagram, ontology_page, ontology_terms
from kg.model import EntityType, KgError, Relation, VocabularyError
from kg.ontology_triples import IGR
from kg.resources import data_dir
from kg.terms import BASE
from kg.vocab import load, ontology_files

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs" / "ontology" / "index.html"
EXAMPLE = ROOT / "kg" / "templates" / "ontology" / "claim.ttl"
PREFIXES = """
@prefix igr: <https://w3id.org/igr/ontology#> .
@prefix c: <https://w3id.org/igr/concept/> .
@prefix e: <https://w3id.org/igr/entity/> .
@prefix scheme: <https://w3id.org/igr/scheme/> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix dcterms: <http://purl.org/dc/terms/> .
"""
VOCABULARY = """
scheme:traps a skos:ConceptScheme ; dcterms:title "<i>Traps</i>"@en ; skos:hasTopConcept c:trap .
c:trap a skos:Concept , igr:Obstacle ; skos:inScheme scheme:traps ; skos:topConceptOf scheme:traps ;
    skos:prefLabel "trap <script>alert(1)</script>"@en , "<b>陷阱</b>"@zh ; skos:altLabel "</details>pit"@en ;
    skos:definition "A \\"trap\\" & more."@en ; skos:example "<img src=x>"@en ;
    skos:exactMatch <javascript:alert(1)> , <http://www.wikidata.org/entity/Q1> ;
    dcterms:source "Doe 2001, <u>Traps</u>; https://doi.org/10.1/a?b=1&c=2" .
c:deep-trap a skos:Concept , igr:Obstacle ; skos:inScheme scheme:traps ; skos:broader c:trap ;
    skos:prefLabel "deep trap"@en ; skos:definition "A trap in a trap."@en ; skos:example "One."@en ;
    igr:instrument c:trap .
"""
ACTORS = """
scheme:actors a skos:ConceptScheme ; dcterms:title "Actors"@en .
e:town-government a skos:Concept , igr:Government ; skos:inScheme scheme:actors ; skos:prefLabel "town government"@en ;
    skos:definition "Government of a town."@en .
e:island a skos:Concept , igr:Region ; skos:inScheme scheme:actors ; skos:prefLabel "Island"@en .
e:freedonia a skos:Concept , igr:Government ; skos:inScheme scheme:actors ; skos:prefLabel "Freedonia"@en ;
    igr:level c:national ; igr:locatedIn e:island .
e:cabinet a skos:Concept , igr:Government ; skos:inScheme scheme:actors ; skos:prefLabel "Cabinet"@en ;
    igr:level c:national ; igr:locatedIn e:freedonia .
e:port a skos:Concept , igr:Government ; skos:inScheme scheme:actors ; skos:prefLabel "Port & Co <hr>"@en ;
    igr:locatedIn e:coast ; skos:broader c:trap .
e:coast a skos:Concept , igr:Region ; skos:inScheme scheme:actors ; skos:prefLabel "Coast"@en ;
    skos:definition "Where the sea begins."@en ; igr:locatedIn e:freedonia .
"""


class Reader(HTMLParser):
    """The tags of a page with their attributes, and the text that is shown."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text += data

    def values(self, attribute: str) -> list[str]:
        return [value for _, found in self.tags if (value := found.get(attribute)) is not None]


@pytest.fixture(scope="module")
def html() -> str:
    return ontology_page.render()


@pytest.fixture(scope="module")
def page(html: str) -> Reader:
    return Reader(html)


@pytest.fixture(scope="module")
def ontology() -> ontology_terms.Ontology:
    return ontology_terms.read(None)


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("ontology")
    for inner, text in (("vocab", VOCABULARY), ("actors", ACTORS)):
        (folder / inner).mkdir()
        (folder / inner / "a.ttl").write_text(PREFIXES + text, encoding="utf-8")
    shutil.copy(data_dir("ontology") / "igr.ttl", folder)
    return folder


def test_the_page_in_docs_is_fresh(html: str) -> None:
    assert PAGE.read_text(encoding="utf-8") == html, "run: make docs"


def test_another_process_renders_the_same_bytes(tmp_path: Path, html: str) -> None:
    out = tmp_path / "page.html"
    subprocess.run([sys.executable, "-m", "kg.ontology_page", out], check=True, cwd=ROOT)
    assert out.read_bytes() == html.encode()


def test_every_term_concept_and_vocabulary_has_one_anchor(page: Reader) -> None:
    graph = rdflib.Graph()
    for file in ontology_files():
        graph.parse(file, format="ox-turtle")
    kinds = (OWL.Class, OWL.ObjectProperty, OWL.DatatypeProperty, OWL.NamedIndividual, SKOS.Concept, SKOS.ConceptScheme)
    nodes = {str(s) for kind in kinds for s in graph.subjects(RDF.type, kind) if str(s).startswith(BASE)}
    assert {c.iri for c in load().concepts} <= nodes
    ids = Counter(page.values("id"))
    assert {n for n in nodes if ids[ontology_terms.anchor(n)] != 1} == set()
    assert [i for i, n in ids.items() if n > 1] == []


def test_every_link_inside_the_page_leads_somewhere(page: Reader) -> None:
    inside = {href.removeprefix("#") for href in page.values("href") if href.startswith("#")}
    assert len(inside) > 1000
    assert inside - set(page.values("id")) == set()


def test_the_page_asks_no_host_for_anything(html: str, page: Reader) -> None:
    tags = {tag for tag, _ in page.tags}
    assert not tags & {
        "script",
        "img",
        "iframe",
        "object",
        "embed",
        "video",
        "audio",
        "source",
        "form",
        "base",
        "image",
    }
    assert [found for tag, found in page.tags if tag == "link"] == [{"rel": "icon", "href": "data:,"}]
    assert not page.values("src") + page.values("srcset") + page.values("style")
    assert {h.split(":")[0] for h in page.values("href") if not h.startswith("#")} <= {"https", "http", "data"}
    assert "default-src 'none'" in next(f["content"] or "" for t, f in page.tags if t == "meta" and "http-equiv" in f)
    style = re.findall(r"<style>(.*?)</style>", html, re.DOTALL)
    assert len(style) == 1
    assert not re.search(r"@import|url\((?!#)", style[0])
    assert all(not name.startswith("on") for _, found in page.tags for name in found)


def test_the_page_is_light_enough_for_a_telephone(html: str, page: Reader) -> None:
    assert len(html.encode()) < 1_500_000, "split the page by vocabulary: docs/ontology/<scheme>.html"
    assert ("meta", {"name": "viewport", "content": "width=device-width, initial-scale=1"}) in page.tags


def test_html_in_a_label_is_escaped(small: Path) -> None:
    html = ontology_page.render(small)
    page = Reader(html)
    assert not {"script", "img", "i", "u", "hr"} & {tag for tag, _ in page.tags}
    for text in (
        "trap <script>alert(1)</script>",
        "<b>陷阱</b>",
        "</details>pit",
        'A "trap" & more.',
        "<img src=x>",
        "Doe 2001, <u>Traps</u>; https://doi.org/10.1/a?b=1&c=2",
        "<i>Traps</i>",
        "Port & Co <hr>",
    ):
        assert text in page.text
    assert "https://doi.org/10.1/a?b=1&c=2" in page.values("href")


def test_only_web_addresses_become_links(small: Path) -> None:
    page = Reader(ontology_page.render(small))
    assert "javascript:alert(1)" in page.text
    assert "wikidata:Q1" in page.text
    assert "http://www.wikidata.org/entity/Q1" in page.values("href")
    assert [h for h in page.values("href") if h.startswith("javascript")] == []


def test_concepts_hang_under_their_broader_ones(small: Path) -> None:
    scheme = next(s for s in ontology_terms.read(small).schemes if s.anchor == "scheme-traps")
    (top,) = scheme.roots
    assert scheme.size == 2
    assert (top.anchor, [c.anchor for c in top.children]) == ("concept-trap", ["concept-deep-trap"])
    assert dict(top.facts)["actors"] == (ontology_terms.Link("Port & Co <hr>", "#entity-port"),)
    assert top.names == ("</details>pit",)
    assert top.foreign == "<b>陷阱</b>"
    assert dict(top.children[0].facts)["instrument"] == (ontology_terms.Link(top.label, "#concept-trap"),)


def test_actors_stand_by_type_and_country(small: Path) -> None:
    actors = ontology_terms.read(small).actors
    shown = {t: {g.title: [a.label for a in g.actors] for g in groups} for t, groups in actors.items()}
    assert shown == {
        EntityType.GOVERNMENT: {
            "Kinds, in any country": ["town government"],
            "Countries": ["Freedonia"],
            "Freedonia": ["Cabinet", "Port & Co <hr>"],
        },
        EntityType.REGION: {"Across countries": ["Island"], "Freedonia": ["Coast"]},
    }
    assert [a.definition for g in actors[EntityType.GOVERNMENT] for a in g.actors] == [
        "Government of a town.",
        "",
        "",
        "",
    ]


def test_levels_follow_their_rank_and_stages_their_ladder(ontology: ontology_terms.Ontology) -> None:
    schemes = {s.title: s for s in ontology.schemes}
    levels = [e.label for e in schemes["Government levels"].roots[0].children]
    assert levels[:3] == ["supranational", "national", "macro-regional"]
    facets = {e.anchor: e for e in schemes["Facets of mechanisms"].roots[0].children}
    stages = [e.anchor.removeprefix("concept-facet-") for e in facets["concept-facet-stage"].children]
    assert stages[:4] == ["preferential-trade-arrangement", "free-trade-area", "customs-union", "common-market"]


def test_the_table_names_what_each_relation_joins(ontology: ontology_terms.Ontology) -> None:
    terms = {t.name: t for section in ontology.sections.values() for t in section}
    heads = {r: [link.text for link in terms[r].heads] for r in Relation}
    tails = {r: [link.text for link in terms[r].tails] for r in Relation}
    assert heads[Relation.DIRECTS] == ["Government", "Body"]
    assert tails[Relation.HINDERS] == ["any but Scholar or Work"]
    assert tails[Relation.REQUIRES] == ["any"]
    assert dict(terms["competesWith"].facts)["read backwards"]
    assert dict(terms["level"].facts)["values from"][0].href == "#scheme-government-levels"


def drawn() -> Iterator[tuple[Relation, tuple[EntityType, ...], tuple[EntityType, ...]]]:
    """Each relation of the drawing with the types at its ends."""
    bands = ontology_diagram.BANDS
    everything = tuple(EntityType)
    for band, inner in ontology_diagram.WITHIN.items():
        yield from ((r, bands[band], bands[band]) for r in inner)
    for (start, end), outer in ontology_diagram.BETWEEN.items():
        yield from ((r, bands[start], bands[end]) for r in outer)
    yield from ((r, everything, everything) for r in ontology_diagram.EVERYWHERE)


def test_the_drawing_has_every_type_and_relation_once_and_lies_about_none() -> None:
    assert Counter(t for types in ontology_diagram.BANDS.values() for t in types) == Counter(EntityType)
    assert Counter(r for r, _, _ in drawn()) == Counter(Relation)
    vocabulary = load()
    for relation, heads, tails in drawn():
        assert set(heads) & vocabulary.heads[relation], relation
        assert set(tails) & vocabulary.tails[relation], relation
    svg = ontology_diagram.relation_map()
    assert {f"#{name}" for name in (*EntityType, *Relation)} <= set(re.findall(r'href="([^"]+)"', svg))


def test_the_example_is_a_claim_of_the_ontology(page: Reader) -> None:
    text = EXAMPLE.read_text(encoding="utf-8")
    assert text in page.text
    graph = rdflib.Graph().parse(EXAMPLE, format="ox-turtle")
    used = {str(n).removeprefix(IGR) for triple in graph for n in triple if str(n).startswith(IGR)}
    assert used <= set(page.values("id"))
    (quote,), (start,), (end,) = (
        set(graph.objects(None, rdflib.URIRef(p)))
        for p in (f"{IGR}quote", "http://www.w3.org/ns/oa#start", "http://www.w3.org/ns/oa#end")
    )
    assert int(str(end)) - int(str(start)) == len(str(quote))
    known = {c.iri for c in load().concepts}
    assert {str(n) for n in graph.subjects() if str(n).startswith(f"{BASE}concept/")} <= known


@pytest.mark.parametrize(
    ("text", "addresses"),
    [
        ("Doe 2001, A & B", []),
        ("A; https://doi.org/10.1/a.", ["https://doi.org/10.1/a"]),
        ('See https://a.b/"><b> and (http://c.d/e).', ["https://a.b/", "http://c.d/e"]),
        ("javascript:alert(1)", []),
        ("", []),
    ],
)
def test_addresses_are_cut_out_of_a_source(text: str, addresses: list[str]) -> None:
    parts = ontology_page.parts(text)
    assert [part for part, is_address in parts if is_address] == addresses
    assert "".join(part for part, _ in parts) == text


def test_a_folder_that_is_missing_is_refused(tmp_path: Path) -> None:
    with pytest.raises(KgError, match=r"cannot write .*: No such file or directory; choose another place"):
        ontology_page.write(tmp_path / "none" / "index.html")


def test_a_broken_ontology_is_refused(tmp_path: Path) -> None:
    with pytest.raises(VocabularyError, match=r"igr\.ttl: not readable as Turtle"):
        ontology_page.render(tmp_path)


def test_the_command_says_how_it_is_used() -> None:
    done = subprocess.run([sys.executable, "-m", "kg.ontology_page"], capture_output=True, text=True, cwd=ROOT)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == "usage: python -m kg.ontology_page FILE\n"


def test_colours_can_be_told_from_their_ground() -> None:
    css = (ROOT / "kg" / "templates" / "ontology" / "page.css").read_text(encoding="utf-8")
    colours = dict(re.findall(r"--(\w+): (#[0-9a-f]{6});", css))
    for ink in ("ink", "soft", "accent"):
        for ground in ("ground", "paper", "mark"):
            assert contrast(colours[ink], colours[ground]) >= 4.5, (ink, ground)
    assert contrast(colours["soft"], "#e8f1fa") >= 4.5


def contrast(one: str, other: str) -> float:
    """The contrast of two colours as WCAG counts it."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def luminance(colour: str) -> float:
    """The relative luminance of a colour, 0 to 1."""
    parts = [int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
