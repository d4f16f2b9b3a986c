"""Cards are judged by keys alone, in a real browser at a real server."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import pytest
from serve_fixtures import Served

from kg import curate
from kg.holdings import Shards
from kg.publish import DECISIONS

pytest_plugins = ("browser_fixtures", "serve_fixtures")
pytestmark = pytest.mark.browser

SECONDS = 30


def until(what: Callable[[], Any]) -> Any:
    """What something gives, once it does."""
    end = time.monotonic() + SECONDS
    while time.monotonic() < end:
        try:
            if found := what():
                return found
        except Exception as error:  # the page may be on its way out
            found = error
        time.sleep(0.05)
    raise AssertionError(f"in {SECONDS} seconds nothing but {found!r}")


class Cards:
    """The card page in a browser."""

    def __init__(self, browser: Any, url: str) -> None:
        self.browser, self.url = browser, url
        browser.get(f"{url}/judge")
        self.find("#name").send_keys("Ann Ng")
        self.find("main button.main").click()
        until(self.claim)

    def find(self, selector: str) -> Any:
        return self.browser.find_element("css selector", selector)

    def claim(self) -> str:
        """The id of the claim that is shown."""
        return str(self.find("form.verdict input[name=claim]").get_attribute("value"))

    def press(self, keys: str) -> None:
        """Press keys where nobody types."""
        self.browser.switch_to.active_element.send_keys(keys)

    def presses(self, keys: str) -> str:
        """Press keys that lead to another page, and give what it says."""
        self.browser.execute_script("window.old = true")
        for key in keys:
            self.press(key)
        until(lambda: self.browser.execute_script("return !window.old && document.readyState === 'complete'"))
        return str(self.find("div[role=status]").text)


@pytest.fixture
def cards(browser: Any, served_writing: Served) -> Cards:
    browser.delete_all_cookies()
    return Cards(browser, served_writing.url)


def test_claims_are_judged_by_keys(cards: Cards, own_store: Any) -> None:
    first = cards.claim()
    assert cards.presses("a").startswith("Saved: accept for ")
    second = cards.claim()
    assert second != first
    assert cards.presses("r6").startswith("Saved: reject (direction) for ")
    assert cards.presses("rn").startswith("Saved: reject (no relation) for ")  # n is a reason here, and skips elsewhere
    assert cards.presses("u").startswith("Saved: unsure for ")
    assert cards.presses("z").startswith("Taken back.")
    shown = cards.claim()
    cards.presses("n")
    assert cards.claim() != shown
    log = curate.load(Shards(own_store).note(DECISIONS), "log")
    assert [(d.curator, curate.told(d)) for d in log] == [
        ("Ann Ng", said) for said in ("accept", "reject (direction)", "reject (no relation)", "unsure", "withdraw")
    ]
    assert [d.claim for d in log][:2] == [first, second]


def test_keys_do_nothing_while_somebody_types(cards: Cards, own_store: Any) -> None:
    note = cards.find("#note")
    note.send_keys("aruz n")
    assert note.get_attribute("value") == "aruz n"
    cards.press("\ue00c")  # Escape leaves the field
    assert cards.presses("a").startswith("Saved: accept (note: aruz n) for ")
    cards.press("e")
    until(lambda: cards.browser.switch_to.active_element.get_attribute("id") == "new-head")
    cards.press("a")
    head = cards.find("#new-head")
    assert head.get_attribute("value").startswith("a")
    head.submit()
    until(lambda: "Saved: edit (head " in cards.find("div[role=status]").text)
    assert Shards(own_store).note(DECISIONS).count(b"\n") == 2


def test_nothing_is_said_in_the_console_and_the_page_fits_a_telephone(cards: Cards) -> None:
    cards.browser.set_window_size(390, 800)
    cards.press("r")
    cards.press("e")
    wide = cards.browser.execute_script("return document.documentElement.scrollWidth - window.innerWidth")
    assert wide <= 0
    assert [entry for entry in cards.browser.get_log("browser") if entry["level"] == "SEVERE"] == []
    cards.browser.set_window_size(1300, 900)
