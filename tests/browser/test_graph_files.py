"""The files that the page saves: what is seen, whole and harmless."""

from __future__ import annotations

import csv
import io
import struct
import xml.etree.ElementTree as ET
from typing import Any

import pytest
from graph_pages import EVIL, HOSTILE, ROWS, row

pytest_plugins = ("browser_fixtures",)
pytestmark = pytest.mark.browser

SVG = "{http://www.w3.org/2000/svg}"


def table(saved: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(saved.decode("utf-8-sig"), newline="")))


def test_the_png_is_not_blank(show: Any) -> None:
    page = show(ROWS)
    saved = page.saved("#save-png", "graph.png")
    assert saved.startswith(b"\x89PNG\r\n\x1a\n")
    width, height = struct.unpack(">II", saved[16:24])
    assert (width, height) == tuple(page.run("const c = frame.querySelector('canvas'); return [c.width, c.height]"))
    assert colours(page, saved) > 20


def colours(page: Any, png: bytes) -> int:
    """How many colours a picture has, as the browser reads it."""
    script = """
      const done = arguments[1];
      createImageBitmap(new Blob([new Uint8Array(arguments[0])])).then((image) => {
        const context = Object.assign(document.createElement("canvas"), {width: image.width, height: image.height})
          .getContext("2d");
        context.drawImage(image, 0, 0);
        const data = new Uint32Array(context.getImageData(0, 0, image.width, image.height).data.buffer);
        done(new Set(data).size);
      });
    """
    return int(page.browser.execute_async_script(script, list(png)))


@pytest.mark.parametrize("colouring", ["type", "group"])
def test_the_svg_is_xml_and_holds_the_names(show: Any, colouring: str) -> None:
    page = show(ROWS)
    page.one(f"[name=colouring][value={colouring}]").click()
    picture = ET.fromstring(page.saved("#save-svg", "graph.svg"))
    texts = " ".join("".join(text.itertext()) for text in picture.iter(f"{SVG}tspan"))
    for word in ("protectionism", "négotiation", "regional"):
        assert word in texts
    assert len(list(picture.iter(f"{SVG}path"))) >= 5 + 5
    assert "NaN" not in ET.tostring(picture, "unicode")


def test_the_svg_takes_hostile_texts_as_text(show: Any) -> None:
    picture = ET.fromstring(show(HOSTILE).saved("#save-svg", "graph.svg"))
    assert {element.tag.removeprefix(SVG) for element in picture.iter()} <= {
        *("svg", "title", "rect", "g", "path", "text", "tspan"),
    }
    assert EVIL in {text.text for text in picture.iter(f"{SVG}title")}


def test_the_csv_holds_the_claims_in_view(show: Any) -> None:
    page = show(ROWS)
    page.box("relation", "hinders").click()
    rows = table(page.saved("#save-csv", "claims.csv"))
    assert len(rows) == 4
    assert {each["relation"] for each in rows} == {"addresses", "isA"}
    first = next(each for each in rows if each["head"] == "benefit sharing" and each["year"] == "2017")
    assert (first["sentence"], first["doi"], first["belief"]) == (ROWS[0]["quote"], "10.1234/abc", "0.6")


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@x", "＝1", "'=1", "\t=1", "\r\n=1"])
def test_no_cell_of_the_csv_is_a_formula(show: Any, text: str) -> None:
    page = show([row("Mechanism: park", "addresses", "Obstacle: cost", quote=text, title=text, doi=text)])
    (claim,) = table(page.saved("#save-csv", "claims.csv"))
    assert claim["sentence"].startswith("'")
    assert claim["sentence"][1:].strip() == text.strip()
    assert not any(value.startswith(tuple("=+-@\t\r\n＝")) for value in claim.values())
