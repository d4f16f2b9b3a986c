"""What the tests of the page share: rows of claims, and a page in the browser with the steps they are told in."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any

import pytest

from kg.claimrow import COLUMNS

chains = pytest.importorskip("selenium.webdriver.common.action_chains", reason="selenium is not installed")

EVIL = "<img src=x onerror=pwned=1>"
SCRIPT = "</script><script>pwned=1</script>"


def row(head: str, relation: str, tail: str, work: str = "Chen 2017", **changes: str) -> dict[str, str]:
    """A claim between things that are named with their type: "Mechanism: joint park"."""
    (head_type, head_label), (tail_type, tail_label) = head.split(": ", 1), tail.split(": ", 1)
    fixed = {
        "claim": f"claim/{head}/{relation}/{tail}/{work}",
        "work": f"work/{work}",
        "citation": work,
        "title": f"A study by {work}",
        "doi": "10.1234/abc",
        "head": f"concept/{head_label}",
        "headLabel": head_label,
        "headType": head_type,
        "relation": relation,
        "tail": f"concept/{tail_label}",
        "tailLabel": tail_label,
        "tailType": tail_type,
        "polarity": "positive",
        "modality": "asserted",
        "attributedTo": "THIS_WORK",
        "confidence": "0.85",
        "rule": "verb-1",
        "quote": f"They say that {head_label} works on {tail_label} every day.",
        "headMention": head_label,
        "tailMention": tail_label,
        "start": "100",
        "end": str(100 + len(f"They say that {head_label} works on {tail_label} every day.")),
        "belief": "0.6",
        "year": "2017",
    }
    return dict.fromkeys(COLUMNS, "") | fixed | changes


def placed(row: dict[str, str], trigger: str) -> dict[str, str]:
    """A row that says where its trigger and its mentions stand in the sentence."""
    start, quote = int(row["start"]), row["quote"]
    places = {"trigger": trigger, "head": row["headMention"], "tail": row["tailMention"]}
    found = {name: (start + quote.index(text), start + quote.index(text) + len(text)) for name, text in places.items()}
    return row | {
        f"{name}{end}": str(span[n]) for name, span in found.items() for n, end in enumerate(("Start", "End"))
    }


PARK, SHARING = "Mechanism: jointly built park", "Mechanism: benefit sharing"
PROTECTION, COST = "Obstacle: local protectionism", "Obstacle: négotiation cost"
ROWS = [
    placed(row(SHARING, "addresses", PROTECTION), "works on"),
    row(SHARING, "addresses", PROTECTION, "Yang 2009", year="2009", headMention="sharing of bénefits", place="China"),
    row(PARK, "addresses", COST, modality="recommended", belief="0.9"),
    row(PARK, "isA", SHARING, status="accepted"),
    row(PROTECTION, "hinders", "Outcome: regional integration", polarity="negative"),
    row(COST, "hinders", "Outcome: regional integration"),
]
HOSTILE = [
    row(
        f"Mechanism: {EVIL}",
        "addresses",
        f"Obstacle: {SCRIPT}",
        EVIL,
        title=SCRIPT,
        doi="javascript:pwned=1",
        quote=f"{EVIL} and {SCRIPT} {{{{ 7 * 7 }}}} {{% raw %}} \u202egnp",
        attributedTo=EVIL,
        rule=SCRIPT,
        time=EVIL,
        place=EVIL,
        confidence=EVIL,
        status=EVIL,
        year=EVIL,
        headMention=f"{EVIL}{SCRIPT}",
        triggerStart=EVIL,
        triggerEnd=SCRIPT,
    )
]
LARGE = [row(f"Factor: f{n}", "causes", f"Factor: f{n // 2}", f"W {n % 9}") for n in range(1, 320)]
HUGE = [
    *(row(f"Factor: f{n}", "causes", f"Factor: f{n // 2}", f"W {work}") for n in range(1, 300) for work in range(9)),
    *(row(f"Factor: leaf {n}", "causes", f"Factor: f{n % 300}") for n in range(1300)),
]
"""A tree of 300 things that nine works state, each with leaves that one work states."""


class Page:
    """A page in the browser, with the steps the tests are told in."""

    def __init__(self, browser: Any, path: Path, width: int, height: int) -> None:
        self.browser, self.path = browser, path
        size = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 700}
        browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)
        browser.get("about:blank")
        browser.get_log("browser"), browser.get_log("performance")
        browser.get(path.as_uri())

    def run(self, script: str, *values: object) -> Any:
        return self.browser.execute_script(script, *values)

    def all(self, selector: str) -> list[Any]:
        return list(self.browser.find_elements("css selector", selector))

    def one(self, selector: str) -> Any:
        return self.browser.find_element("css selector", selector)

    def text(self, selector: str) -> str:
        return str(self.run("return document.querySelector(arguments[0]).textContent", selector))

    def box(self, facet: str, value: str) -> Any:
        return self.one(f"input[data-facet={facet}][value={value}]")

    def drawn(self) -> tuple[int, int]:
        things, links = self.run("return [nodeSet.length, edgeSet.length]")
        return things, links

    def press(self, key: str) -> None:
        self.browser.switch_to.active_element.send_keys(key)

    def point_at_line(self, number: int) -> Any:
        """Move the mouse to the middle of a straight line, by its number in the data."""
        x, y = self.run(
            "const [a, b] = ['from', 'to'].map((end) => network.getPositions()[links[arguments[0]][end]]);"
            "const at = network.canvasToDOM({x: (a.x + b.x) / 2, y: (a.y + b.y) / 2});"
            "const frame = document.querySelector('#graph').getBoundingClientRect();"
            "return [frame.left + at.x, frame.top + at.y]",
            number,
        )
        mouse = chains.ActionChains(self.browser)
        mouse.w3c_actions.pointer_action.move_to_location(int(x), int(y))
        mouse.perform()
        return mouse

    def fill(self, selector: str, value: object) -> None:
        """Give a control a value, as its user would."""
        self.run(
            "const [control, value] = [document.querySelector(arguments[0]), arguments[1]]; control.value = value;"
            "for (const kind of ['input', 'change']) control.dispatchEvent(new Event(kind, {bubbles: true}))",
            selector,
            str(value),
        )

    def rows(self) -> int:
        return len(self.all("#table tbody tr"))

    def reopen(self, hash: str) -> None:
        self.browser.get("about:blank")
        self.browser.get(f"{self.path.as_uri()}#{hash}")

    def saved(self, button: str, name: str) -> bytes:
        """Press a button that saves a file, and read the file."""
        folder = self.path.parent / "saved"
        allowed = {"behavior": "allow", "downloadPath": str(folder)}
        self.browser.execute_cdp_cmd("Browser.setDownloadBehavior", allowed)
        self.one(button).click()
        until = time.monotonic() + 10
        while not (folder / name).is_file() and time.monotonic() < until:
            time.sleep(0.05)
        return (folder / name).read_bytes()

    def click_line(self, number: int) -> None:
        mouse = self.point_at_line(number)
        mouse.click().perform()

    def requests(self) -> set[str]:
        events = (json.loads(entry["message"])["message"] for entry in self.browser.get_log("performance"))
        return {e["params"]["request"]["url"] for e in events if e["method"] == "Network.requestWillBeSent"}

    def errors(self) -> list[str]:
        return [entry["message"] for entry in self.browser.get_log("browser")]
