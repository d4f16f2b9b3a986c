"""Claims are judged in the browser: cards, two tabs, two curators, undo, and who may send what."""

from __future__ import annotations

import html
import re
import shutil
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import SimpleNamespace
from urllib.parse import quote

import pytest
from serve_fixtures import asking
from starlette.requests import Request
from starlette.testclient import TestClient

from kg import curate, remaking
from kg.curate import Decision, Edit, Reason
from kg.holdings import Shards
from kg.index import Claim, Wanted
from kg.model import Modality
from kg.publish import CURATED, DECISIONS
from kg.serve.app import make_app
from kg.serve.judging import decided, statuses, verdict_box
from kg.serve.judging.forms import curator_name
from kg.serve.judging.queue import Asked, Queue
from kg.serve.room import Room
from kg.serve.settings import Settings
from kg.store import writer

pytest_plugins = ["serve_fixtures"]

Fields = dict[str, str]


class Judge:
    """A browser of one curator."""

    def __init__(self, client: TestClient, name: str) -> None:
        self.client = client
        response = client.post("/judge/curator", data=self.form("/judge/curator", "/judge/curator") | {"name": name})
        assert response.status_code == 303

    def form(self, address: str, action: str) -> Fields:
        """The hidden fields of the first form of a page that goes to an address."""
        return fields(self.client.get(address).text, action)

    def card(self, address: str = "/judge") -> Fields:
        return self.form(address, "/judge")

    def says(self, card: Fields, choice: str, **more: str) -> str:
        """Press a button of a card, and give the address that follows."""
        response = self.client.post("/judge", data=card | {"choice": choice} | more)
        assert response.status_code == 303, response.text
        return response.headers["location"]


def fields(page: str, action: str) -> Fields:
    """The hidden fields of the first form on a page that goes to an address."""
    form = re.search(rf'<form method="post" action="{action}".*?</form>', page, re.DOTALL)
    assert form, page
    found = re.findall(r'type="hidden" name="([^"]*)" value="([^"]*)"', form[0])
    return {html.unescape(name): html.unescape(value) for name, value in found}


def notes(page: str) -> list[str]:
    """What the page says happened."""
    found = re.findall(r'<p class="note[^"]*"[^>]*>(.*?)</p>', page, re.DOTALL)
    return [" ".join(html.unescape(re.sub(r"<[^>]*>", "", text)).split()) for text in found]


def here(client: TestClient) -> Room:
    found = client.app.state.room  # type: ignore[attr-defined]
    assert isinstance(found, Room)
    return found


def claims(client: TestClient) -> tuple[Claim, ...]:
    return here(client).snapshot.index.claims(Wanted(rejected=True))


def log(client: TestClient) -> tuple[Decision, ...]:
    return curate.load(Shards(here(client).store).note(DECISIONS), "log")


def said(client: TestClient) -> list[str]:
    return [curate.told(d) for d in log(client)]


@pytest.fixture
def own_store(client: TestClient, store: Path, tmp_path: Path) -> Path:
    """A copy of the store with the index that the application has made."""
    return Path(shutil.copytree(store, tmp_path / "own"))


@pytest.fixture(scope="module")
def quiet(client: TestClient, store: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Judge]:
    """A curator at a store in which nothing may be saved."""
    copy = Path(shutil.copytree(store, tmp_path_factory.mktemp("quiet") / "kg"))
    with asking(Settings(copy, write=True)) as found:
        yield Judge(found, "Ann Ng")


@pytest.fixture
def ann(writing_client: TestClient) -> Judge:
    return Judge(writing_client, "Ann Ng")


@pytest.fixture
def bo(own_store: Path, writing_client: TestClient) -> Iterator[Judge]:
    """Another curator, at another process of the server, as it were."""
    with asking(Settings(own_store, write=True)) as client:
        yield Judge(client, "Bo")


def test_a_server_that_is_read_only_says_so(client: TestClient) -> None:
    for address in ("/judge", "/judge/curator"):
        page = client.get(address)
        assert page.status_code == 200
        assert "kg serve --write" in page.text
        assert "<form method" not in page.text
    for address in ("/judge", "/judge/undo", "/judge/curator", "/judge/publish"):
        assert client.post(address, data={"choice": "accept"}).status_code == 403
    assert client.get("/judge/log").status_code == 200


def test_the_name_is_asked_for_once(writing_client: TestClient) -> None:
    claim = claims(writing_client)[0].id
    asked = writing_client.get(f"/judge?claim={claim}&relation=hinders")
    form = fields(asked.text, "/judge/curator")
    assert writing_client.post("/judge/curator", data=form | {"name": " \n"}).status_code == 422
    answer = writing_client.post("/judge/curator", data=form | {"name": "Évora  Ng; x=\r\ny"})
    assert answer.headers["location"] == f"/judge?relation=hinders&claim={claim}"
    cookie = answer.headers["set-cookie"]
    assert cookie.startswith(
        "kg-curator=%C3%89vora%20Ng%3B%20x%3D%20y; HttpOnly; Max-Age=31536000; Path=/; SameSite=strict"
    )
    assert "Évora Ng; x= y" in writing_client.get("/judge").text


@pytest.mark.parametrize(
    ("given", "name"),
    [
        ("https://orcid.org/0000-0002-1825-009x", "0000-0002-1825-009X"),
        ("0000-0002-1825-0097", "0000-0002-1825-0097"),
        (" Ann\tNg ", "Ann Ng"),
        ("e\u0301", "é"),
        ("a\x00b", "a\ufffdb"),
        ("x" * 300, "x" * 200),
        ("  ", ""),
    ],
)
def test_names(given: str, name: str) -> None:
    assert curator_name(given) == name


def test_a_verdict_is_saved_with_its_name_and_the_next_claim_is_shown(ann: Judge) -> None:
    card = ann.card()
    onward = ann.says(card, "reject:direction", note="the other way\nround")
    (made,) = log(ann.client)
    assert (made.claim, made.curator, made.reason) == (card["claim"], "Ann Ng", Reason.DIRECTION)
    assert made.note == "the other way\nround"
    page = ann.client.get(onward).text
    assert notes(page)[0].startswith("Saved: reject (direction; note: the other way round) for ")
    assert "1 of 13 judged by you, 1 by anybody" in " ".join(page.split())
    assert fields(page, "/judge")["claim"] != card["claim"]


def test_each_button(ann: Judge) -> None:
    for choice in ("accept", "unsure", "reject:no relation"):
        ann.says(ann.card(), choice)
    assert said(ann.client) == ["accept", "unsure", "reject (no relation)"]


def test_all_claims_come_once_and_then_no_more(ann: Judge) -> None:
    seen = []
    address = "/judge?order=random&seed=7"
    for _ in range(13):
        card = ann.card(address)
        seen.append(card["claim"])
        address = ann.says(card, "accept")
    assert sorted(seen) == sorted(c.id for c in claims(ann.client))
    page = ann.client.get(address).text
    assert "You have judged all of these claims" in notes(page)[-1]
    assert ann.card("/judge?show=all")["seen"] != ""


def test_skipping_goes_round(ann: Judge) -> None:
    seen = []
    address = "/judge"
    for _ in range(14):
        seen.append(ann.card(address)["claim"])
        address = f"/judge?after={seen[-1]}"
    assert len(set(seen)) == 13
    assert seen[13] == seen[0]


def test_orders(client: TestClient) -> None:
    index = here(client).snapshot.index

    def order(**given: str) -> list[str]:
        return list(Queue.of(index, Asked.read(given)).places)

    rows = {c.id: c.row for c in claims(client)}
    distances = [abs(float(rows[claim].belief or rows[claim].confidence) - 0.5) for claim in order()]
    assert distances == sorted(distances)
    assert order(order="random", seed="1") == order(order="random", seed="1") != order(order="random", seed="2")
    assert order(order="x", seed="-1") == order()
    assert len(order(relation="hinders")) == 6
    thing, work = claims(client)[0].row.head, claims(client)[0].row.work
    assert {thing} <= {rows[c].head for c in order(thing=thing)} | {rows[c].tail for c in order(thing=thing)}
    assert {rows[c].work for c in order(work=work)} == {work}
    assert order(thing="x' OR 1") == []


def test_filters_stay_while_judging(ann: Judge) -> None:
    thing = claims(ann.client)[0].row.head
    address = f"/judge?thing={quote(thing, safe='')}&order=random&seed=3"
    onward = ann.says(ann.card(address), "accept")
    assert onward.startswith(f"/judge?order=random&seed=3&thing={quote(thing, safe='')}&after=")
    assert "that speak of" in ann.client.get(onward).text


def test_two_tabs_do_not_lose_each_others_work(ann: Judge) -> None:
    one, other = ann.card(), ann.card()
    ann.says(one, "accept")
    answer = ann.client.post("/judge", data=other | {"choice": "reject:vague", "note": "tab <2>"})
    assert answer.status_code == 409
    assert "reject (vague; note: tab &lt;2&gt;)" in answer.text
    assert said(ann.client) == ["accept"]
    replace = fields(answer.text, "/judge")
    assert ann.client.post("/judge", data=replace).status_code == 303
    assert said(ann.client) == ["accept", "reject (vague; note: tab <2>)"]


def test_a_button_that_is_pressed_twice_saves_once(ann: Judge) -> None:
    card = ann.card()
    assert ann.says(card, "accept") == ann.says(card, "accept")
    assert said(ann.client) == ["accept"]


def test_two_curators_do_not_lose_each_others_work(ann: Judge, bo: Judge) -> None:
    card = ann.card()
    ann.says(card, "accept")
    other = bo.card(f"/judge?claim={card['claim']}")
    assert other["seen"] == ""
    assert "Ann Ng" not in bo.client.get(f"/judge?claim={card['claim']}").text  # nobody is told before they judge
    page = bo.client.get(bo.says(other, "reject:other")).text
    assert notes(page)[1].startswith("Ann Ng holds otherwise: accept.")
    assert [(d.curator, d.verdict) for d in log(ann.client)] == [("Ann Ng", "accept"), ("Bo", "reject")]
    shown = ann.client.get("/judge/log").text
    assert "Ann Ng: accept · Bo: reject (other)" in " ".join(shown.split())
    assert statuses(here(ann.client), [f"https://w3id.org/igr/claim/{card['claim']}"]).popitem()[1] == "contested"


def test_curators_at_once(ann: Judge, bo: Judge) -> None:
    def judge(browser: Judge) -> None:
        for _ in range(13):
            browser.says(browser.card(), "accept")

    with ThreadPoolExecutor(2) as threads:
        list(threads.map(judge, (ann, bo)))
    assert len({(d.claim, d.curator) for d in log(ann.client)}) == 26


def test_undo_goes_back_step_by_step(ann: Judge) -> None:
    first = ann.card()
    ann.says(first, "accept")
    ann.says(ann.card(f"/judge?claim={first['claim']}"), "reject:vague")
    address = ann.says(ann.card(), "unsure")
    after = []
    for _ in range(3):
        answer = ann.client.post("/judge/undo", data=ann.form(address, "/judge/undo"))
        assert answer.status_code == 303
        address = answer.headers["location"]
        after.append(notes(ann.client.get(address).text)[0])
    assert after == [
        "Taken back. You hold nothing of this claim now.",
        "Taken back. Your verdict before counts again: accept.",
        "Taken back. You hold nothing of this claim now.",
    ]
    assert 'action="/judge/undo"' not in ann.client.get("/judge").text
    assert said(ann.client) == ["accept", "reject (vague)", "unsure", "withdraw", "accept", "withdraw"]


def test_undo_in_a_tab_that_did_not_see_the_last_verdict(ann: Judge) -> None:
    card = ann.card()
    ann.says(card, "accept")
    old = ann.form("/judge", "/judge/undo")
    ann.says(ann.card(f"/judge?claim={card['claim']}"), "unsure")
    answer = ann.client.post("/judge/undo", data=old)
    assert answer.status_code == 409
    assert ann.client.post("/judge/undo", data=fields(answer.text, "/judge/undo")).status_code == 303
    assert said(ann.client) == ["accept", "unsure", "accept"]
    gone = ann.form("/judge", "/judge/undo")
    for _ in range(2):  # the second finds nothing to take back
        assert ann.client.post("/judge/undo", data=gone).status_code == 303
    assert said(ann.client)[3:] == ["withdraw"]


def test_an_edit_keeps_what_was_not_changed(ann: Judge) -> None:
    claim = next(c for c in claims(ann.client) if c.row.relation == "hinders")
    card = ann.card(f"/judge?claim={claim.id}")
    read = {"new-head": claim.row.head_mention, "new-relation": "hinders", "new-polarity": "positive"}
    ann.says(
        card, "edit", **read, **{"new-tail": " a <new> tail", "new-modality": "hypothetical", "reason": "boundaries"}
    )
    (made,) = log(ann.client)
    assert made.edit == Edit(tail="a <new> tail", modality=Modality.HYPOTHETICAL)
    assert made.reason is Reason.BOUNDARIES
    again = ann.client.get(f"/judge?claim={claim.id}").text
    assert 'value="a &lt;new&gt; tail"' in again
    assert "<new>" not in again


@pytest.mark.parametrize("show_text", [True, False])
def test_a_card_shows_the_sentences_around_it_where_texts_are_shown(own_store: Path, show_text: bool) -> None:
    with asking(Settings(own_store, write=True, show_text=show_text)) as client:
        claim = next(c for c in claims(client) if "River pact scheme promotes" in c.row.quote)
        page = Judge(client, "Ann").client.get(f"/judge?claim={claim.id}").text
    assert ('<span class="around">' in page) == show_text
    assert ("Transaction costs hinder joint parks." in page) == show_text


@pytest.mark.parametrize(
    ("sent", "message"),
    [
        ({"choice": "edit"}, "edit without a new value"),
        ({"choice": "edit", "new-head": " ", "new-polarity": "negative"}, "new head: it is empty"),
        ({"choice": "edit", "new-head": "a head", "new-tail": ""}, "new tail: it is empty"),
        ({"choice": "edit", "new-relation": "explains"}, "new relation: explains takes no"),
        ({"choice": "edit", "new-relation": "<b>likes"}, "is no code"),
        ({"choice": "reject"}, "reason: blank beside reject"),
        ({"choice": "reject:<i>"}, "is no code"),
        ({"choice": "withdraw"}, "is no code"),
        ({"choice": ""}, "none was chosen"),
        ({}, "none was chosen"),
    ],
)
def test_what_does_not_fit_is_said_and_not_saved(quiet: Judge, sent: Fields, message: str) -> None:
    claim = next(c for c in claims(quiet.client) if c.row.relation == "hinders")
    answer = quiet.client.post("/judge", data=quiet.card(f"/judge?claim={claim.id}") | sent)
    assert answer.status_code == 422
    assert message in "".join(notes(answer.text))
    assert "<b>likes" not in answer.text
    assert "<i>" not in answer.text
    assert log(quiet.client) == ()


@pytest.mark.parametrize("address", ["/judge", "/judge/undo", "/judge/curator", "/judge/publish"])
@pytest.mark.parametrize("token", [None, "", "x", "0.0", "é"])
def test_forms_of_other_sites_are_refused(quiet: Judge, address: str, token: str | None) -> None:
    form = {name: value for name, value in quiet.card().items() if name != "csrf"} | {"choice": "accept", "name": "x"}
    answer = quiet.client.post(address, data=form if token is None else form | {"csrf": token})
    assert answer.status_code == 403
    assert log(quiet.client) == ()


def test_a_form_without_the_cookie_it_belongs_to_is_refused(ann: Judge) -> None:
    card = ann.card()
    ann.client.cookies.clear()
    assert ann.client.post("/judge", data=card | {"choice": "accept"}).status_code == 403


@pytest.mark.parametrize(
    ("body", "kind", "status"),
    [
        (b"{}", "application/json", 415),
        (b"a", "", 415),
        (b"&".join([b"a=1"] * 100), "application/x-www-form-urlencoded", 400),
        (b"\xff%ff=%00", "application/x-www-form-urlencoded", 403),
    ],
)
def test_bodies_that_are_no_form(quiet: Judge, body: bytes, kind: str, status: int) -> None:
    answer = quiet.client.post("/judge", content=body, headers={"content-type": kind} if kind else {})
    assert answer.status_code == status


@pytest.mark.parametrize("claim", ["0" * 20, "x' OR 1", "", "../..", "<script>", "\x00"])
def test_a_claim_that_is_not_there(quiet: Judge, claim: str) -> None:
    answer = quiet.client.post("/judge", data=quiet.card() | {"claim": claim, "choice": "accept"})
    assert answer.status_code == 404
    assert "made anew" in answer.text
    assert quiet.client.get(f"/judge?claim={quote(claim)}").status_code == 404
    assert quiet.client.post("/judge/undo", data=quiet.card() | {"claim": claim}).status_code == 404
    assert log(quiet.client) == ()


HOSTILE = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "=1+1",
    "\u202eabc",
    "{{7*7}}",
)


def test_hostile_names_and_notes(writing_client: TestClient) -> None:
    for text in HOSTILE:
        browser = Judge(writing_client, text)
        onward = browser.says(browser.card(), "accept", note=text)
        sent = quote(text)
        for address in (onward, "/judge/log", "/judge", "/judge/curator", f"/judge?after={sent}&saved={sent}"):
            page = browser.client.get(address)
            assert page.status_code == 200
            assert not re.search(r"<script>alert|<img src=x|>49<", page.text)
            assert "\u202e" not in re.sub(r'value="[^"]*"', "", page.text)
    assert [(d.curator, d.note) for d in log(writing_client)] == [(text, text) for text in HOSTILE]


def test_where_a_form_leads_stays_on_this_server(ann: Judge) -> None:
    card = ann.card()
    for back in ("https://evil.example/", "//evil.example", "\r\nX: y", "claim=//evil"):
        assert ann.client.post("/judge/curator", data=card | {"name": "Ann", "back": back}).headers["location"][
            :7
        ] == "/judge" + ("?" if back.startswith("claim") else "")
        assert ann.says(card | {"back": back}, "accept").startswith("/judge?after=")


def test_a_verdict_is_saved_while_a_build_runs(ann: Judge) -> None:
    with writer(here(ann.client).store):
        ann.says(ann.card(), "accept")
    assert said(ann.client) == ["accept"]


def test_the_log_can_be_downloaded(ann: Judge) -> None:
    ann.says(ann.card(), "accept", note="one")
    answer = ann.client.get("/judge/log.jsonl")
    assert answer.content == curate.dump(log(ann.client))
    assert answer.headers["content-disposition"] == 'attachment; filename="decisions.jsonl"'
    assert answer.headers["cache-control"] == "no-store"


def test_tables_show_verdicts_at_once(ann: Judge) -> None:
    claim, other = claims(ann.client)[:2]
    ann.says(ann.card(f"/judge?claim={claim.id}"), "reject:vague")
    room = here(ann.client)
    assert statuses(room, [claim.row.claim, other.row.claim]) == {claim.row.claim: "rejected"}
    assert decided(room) == {claim.id: "rejected"}


def published(client: TestClient) -> None:
    """Wait until the graph is made and shown."""
    end = time.monotonic() + 90
    before = client.get("/healthz").json()
    while time.monotonic() < end:
        found = remaking.progress(here(client).store)
        if found and found.state is not remaking.State.RUNNING and client.get("/healthz").json() != before:
            return
        time.sleep(0.1)
    raise AssertionError(f"no new graph: {remaking.progress(here(client).store)}")


def test_the_graph_is_made_anew_with_the_verdicts(ann: Judge) -> None:
    claim = next(c for c in claims(ann.client) if c.row.relation == "hinders")
    ann.says(ann.card(f"/judge?claim={claim.id}"), "edit", **{"new-tail": "another tail"})
    page = ann.client.get("/judge/log").text
    assert "1 claim with verdicts that the graph does not have yet" in page
    answer = ann.client.post("/judge/publish", data=fields(page, "/judge/publish"))
    assert (answer.status_code, answer.headers["location"]) == (303, "/judge/log#graph")
    published(ann.client)
    page = ann.client.get("/judge/log").text
    assert "The graph has every verdict" in page
    assert "The graph was made anew: " in page
    (written,) = [c for c in claims(ann.client) if c.row.rule.endswith(CURATED)]
    shown = ann.client.get(f"/judge?claim={written.id}").text
    assert "A curator wrote this claim in the place of another" in shown
    assert f"/judge?claim={claim.id}" in shown
    card = ann.card(f"/judge?claim={claim.id}")
    assert ann.client.post("/judge", data=card | {"claim": written.id, "choice": "accept"}).status_code == 400
    ann.client.post("/judge/undo", data=ann.form("/judge", "/judge/undo"))
    assert statuses(here(ann.client), [claim.row.claim]) == {claim.row.claim: "withdrawn"}


def test_a_graph_that_cannot_be_made_says_why(ann: Judge) -> None:
    form = ann.form("/judge/log", "/judge/publish")
    with writer(here(ann.client).store):
        assert ann.client.post("/judge/publish", data=form).status_code == 303
        end = time.monotonic() + 60
        while "Another kg process is writing" not in (page := ann.client.get("/judge/log").text):
            assert time.monotonic() < end
            time.sleep(0.1)
    assert str(here(ann.client).store) not in page


def box(client: TestClient, claim: Claim, cookie: str = "") -> object:
    headers = [(b"cookie", cookie.encode())] if cookie else []
    visitor = SimpleNamespace(cookie="0" * 64, new=False, used=False)
    scope = {
        "type": "http",
        "app": client.app,
        "headers": headers,
        "query_string": b"",
        "path": "/",
        "kg.csrf": visitor,
    }
    return verdict_box(Request(scope), claim)


def test_the_box_of_a_claim(ann: Judge, client: TestClient) -> None:
    claim = claims(ann.client)[0]
    ann.says(ann.card(f"/judge?claim={claim.id}"), "accept", origin="claim")
    found = box(ann.client, claim, "kg-curator=Ann%20Ng")
    assert (found.status, [v.said for v in found.verdicts], found.waiting) == ("accepted", ["accept"], True)  # type: ignore[attr-defined]
    assert all((found.seen, found.csrf, found.mine))  # type: ignore[attr-defined]
    closed = box(client, claims(client)[0])
    assert (closed.csrf, closed.may_judge, closed.verdicts) == ("", False, ())  # type: ignore[attr-defined]


def test_a_verdict_given_on_the_page_of_a_claim_leads_back_to_it(ann: Judge) -> None:
    claim = claims(ann.client)[0]
    card = ann.card(f"/judge?claim={claim.id}") | {"origin": "claim"}
    assert ann.says(card, "reject", reason="vague") == f"/claim/{claim.id}"
    undo = ann.form("/judge", "/judge/undo") | {"origin": "claim"}
    assert ann.client.post("/judge/undo", data=undo).headers["location"] == f"/claim/{claim.id}"
    assert said(ann.client) == ["reject (vague)", "withdraw"]


def test_every_route_is_in_the_application(own_store: Path) -> None:
    paths = {getattr(route, "path", "") for route in make_app(Settings(own_store)).routes}
    assert {"/judge", "/judge/undo", "/judge/curator", "/judge/log", "/judge/log.jsonl", "/judge/publish"} <= paths
