"""What every request passes, and what every answer says: in process, without a socket."""

from __future__ import annotations

import base64
import logging
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from urllib.parse import parse_qsl

import pytest
from serve_fixtures import BASE
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route
from starlette.testclient import TestClient

from kg.model import KgError, StoreError
from kg.serve import csrf
from kg.serve.app import make_app
from kg.serve.security import POLICY
from kg.serve.settings import Limits, Settings
from kg.serve.traffic import Rate
from kg.serve.workers import Refused

pytest_plugins = ["serve_fixtures"]

TOKEN = "a token of the test"
OUR_LINES = r"[0-9a-f]{16} [A-Z]+ \S+ (\d{3}|gone) [0-9.]+ ms \d+ B"


def _raise(error: Exception) -> Response:
    raise error


def _show(request: Request) -> Response:
    return PlainTextResponse(csrf.token(request))


async def _take(request: Request) -> Response:
    csrf.check(request, dict(parse_qsl((await request.body()).decode())))
    return PlainTextResponse("taken")


async def _read(request: Request) -> Response:
    return PlainTextResponse(str(len(await request.body())))


OWN = {"Content-Security-Policy": "default-src 'self'"}
ROUTES = [
    Route("/try/fault", lambda _: _raise(RuntimeError("secret of the program"))),
    Route("/try/wrong", lambda _: _raise(KgError("no such\nthing"))),
    Route("/try/busy", lambda _: _raise(StoreError("another kg process is writing"))),
    Route("/try/refused", lambda _: _raise(Refused(503, "all are busy"))),
    Route("/try/form", _show),
    Route("/try/form", _take, methods=["POST"]),
    Route("/try/own-policy", lambda _: PlainTextResponse("own", headers=OWN)),
    Route("/try/long", lambda _: PlainTextResponse("word " * 1000)),
    Route("/sparql/try", _read, methods=["GET", "POST"]),
]


@contextmanager
def _asking(settings: Settings) -> Iterator[TestClient]:
    app = make_app(settings)
    app.router.routes[:0] = ROUTES
    with TestClient(app, base_url=BASE, follow_redirects=False) as client:
        yield client


@pytest.fixture(scope="module")
def plain(shown: Path) -> Iterator[TestClient]:
    limits = Limits(body=1000, patience=5)
    with _asking(Settings(shown, hosts=("reading.example",), origins=("https://a.example",), limits=limits)) as client:
        yield client


@pytest.fixture(scope="module")
def guarded(shown: Path) -> Iterator[TestClient]:
    with _asking(Settings(shown, token=TOKEN)) as client:
        yield client


@pytest.mark.parametrize("path", ["/healthz", "/nothing", "/static/style.css", "/try/fault", "/static/%00"])
def test_every_answer_says_what_browsers_may_do(plain: TestClient, path: str) -> None:
    answer = plain.get(path)
    assert answer.headers["content-security-policy"] == POLICY
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["referrer-policy"] == "same-origin"
    assert answer.headers["x-frame-options"] == "SAMEORIGIN"
    assert answer.headers["cross-origin-opener-policy"] == "same-origin"
    assert answer.headers["cross-origin-resource-policy"] == "same-origin"
    assert "geolocation=()" in answer.headers["permissions-policy"]
    assert re.fullmatch("[0-9a-f]{16}", answer.headers["x-request-id"])


def test_an_answer_keeps_a_policy_of_its_own(plain: TestClient) -> None:
    assert plain.get("/try/own-policy").headers.get_list("content-security-policy") == ["default-src 'self'"]


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("127.0.0.1:8000", 200),
        ("localhost", 200),
        ("LOCALHOST:9000", 200),
        ("[::1]:8000", 200),
        ("reading.example", 200),
        ("evil.example", 400),
        ("127.0.0.1.evil.example", 400),
        ("127.0.0.1@evil.example", 400),
        ("localhost:8000 evil", 400),
        ("localhost:port", 400),
        ("169.254.169.254", 400),
        ("", 400),
    ],
)
def test_only_own_names_are_answered(plain: TestClient, host: str, status: int) -> None:
    assert plain.get("/healthz", headers={"Host": host}).status_code == status


def test_two_names_are_none(plain: TestClient) -> None:
    two = [("Host", "localhost"), ("Host", "localhost")]
    assert plain.get("/healthz", headers=two).status_code in {200, 400}  # the client may join them to one
    assert plain.get("/healthz", headers=[*two, ("Host", "evil.example")]).status_code == 400


def _basic(text: str) -> str:
    return "Basic " + base64.b64encode(text.encode()).decode()


@pytest.mark.parametrize(
    ("given", "status"),
    [
        ("", 401),
        (f"Bearer {TOKEN}", 404),
        (f"bearer {TOKEN}", 404),
        (_basic(f"anybody:{TOKEN}"), 404),
        (_basic(f":{TOKEN}"), 404),
        (_basic(TOKEN), 401),
        (_basic("anybody:wrong"), 401),
        ("Bearer wrong", 401),
        ("Bearer", 401),
        ("Basic !!!", 401),
        (f"Digest {TOKEN}", 401),
        ("Basic " + base64.b64encode(b"\xff:\xff").decode(), 401),
    ],
)
def test_the_token_is_asked_for(guarded: TestClient, given: str, status: int) -> None:
    answer = guarded.get("/nothing", headers={"Authorization": given} if given else {})
    assert answer.status_code == status
    assert answer.headers.get("www-authenticate", "").startswith("Basic realm=") == (status == 401)


def test_health_needs_no_token(guarded: TestClient) -> None:
    assert guarded.get("/healthz").json()["generation"]
    assert guarded.get("/static/style.css").status_code == 401


@pytest.mark.parametrize(
    "path",
    [
        "/static/%2e%2e/%2e%2e/etc/passwd",
        "/static/..%2f..%2fapp.py",
        "/static/..%5c..%5capp.py",
        "/static/%5c%5cserver%5cshare",
        "/static//etc/passwd",
        "/static/%00",
        "/static/style.css%00.txt",
        "/static/" + "a" * 3000,
        "/static/",
        "/static",
        "/work/%0d%0aSet-Cookie:x",
    ],
)
@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_paths_lead_nowhere_else(plain: TestClient, path: str, method: str) -> None:
    answer = plain.request(method, BASE + path)
    assert answer.status_code in {404, 307}
    assert "root:" not in answer.text
    assert "set-cookie" not in answer.headers


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 403),  # which the token of the form decides
        ({"Origin": BASE}, 403),
        ({"Origin": "http://127.0.0.1:9000"}, 403),
        ({"Origin": "https://evil.example"}, 403),
        ({"Origin": "null"}, 403),
        ({"Origin": "http://[broken"}, 403),
        ({"Referer": "https://evil.example/page"}, 403),
        ({"Sec-Fetch-Site": "cross-site"}, 403),
    ],
)
def test_forms_need_their_token(plain: TestClient, headers: dict[str, str], status: int) -> None:
    answer = plain.post("/try/form", data={"a": "b"}, headers=headers)
    assert answer.status_code == status
    strange = bool(headers) and headers != {"Origin": BASE}
    assert ("another site sent this form" in answer.text) == strange


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
@pytest.mark.parametrize(
    ("path", "dest", "refused"),
    [
        ("/works", "document", False),
        ("/works", "script", True),
        ("/works", "iframe", True),
        ("/claims.xlsx", "empty", True),
        ("/sparql?query=ASK%7B%7D", "empty", True),
        ("/sparql?query=ASK%7B%7D", "image", True),
        ("/static/style.css", "style", True),
    ],
)
def test_pages_of_other_sites_load_nothing(guarded: TestClient, path: str, dest: str, refused: bool, site: str) -> None:
    asked = {"Sec-Fetch-Site": site, "Sec-Fetch-Dest": dest, "Authorization": f"Bearer {TOKEN}"}
    answer = guarded.get(path, headers=asked)
    assert (answer.status_code == 403) == refused
    assert guarded.get(path, headers=asked | {"Sec-Fetch-Site": "same-origin"}).status_code == 200


def test_pages_of_origins_of_the_option_load_data(plain: TestClient) -> None:
    asked = {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Dest": "empty", "Origin": "https://a.example"}
    assert plain.get("/sparql?query=ASK%7B%7D", headers=asked).status_code == 200
    assert plain.get("/works", headers=asked).status_code == 403


@pytest.mark.parametrize("headers", [{}, {"Origin": BASE}, {"Referer": f"{BASE}/try/form"}])
def test_a_form_is_taken_once_it_has_its_token(shown: Path, headers: dict[str, str]) -> None:
    with _asking(Settings(shown)) as client:
        page = client.get("/try/form")
        again = client.get("/try/form")
        cookie = page.headers["set-cookie"]
        assert cookie.startswith(f"{csrf.COOKIE}=")
        assert {"HttpOnly", "SameSite=Strict", "Path=/"} <= set(cookie.split("; "))
        assert "set-cookie" not in again.headers
        assert page.text != again.text
        assert page.headers["cache-control"] == "no-store"
        for token in (page.text, again.text):
            assert client.post("/try/form", data={csrf.FIELD: token}, headers=headers).text == "taken"
        for token in ("", ".", page.text[:-1], page.text + "0", "é" + page.text):
            assert client.post("/try/form", data={csrf.FIELD: token}, headers=headers).status_code == 403
        client.cookies.clear()
        assert client.post("/try/form", data={csrf.FIELD: page.text}, headers=headers).status_code == 403


@pytest.mark.parametrize("cookie", ["x", "é", "0" * 64 + "0", ";;;=", '"'])
def test_a_cookie_of_another_is_replaced(plain: TestClient, cookie: str) -> None:
    raw = f"{csrf.COOKIE}={cookie}".encode()
    assert "set-cookie" in plain.get("/try/form", headers={b"Cookie": raw}).headers


def test_a_token_of_another_server_is_refused(shown: Path) -> None:
    with _asking(Settings(shown, secret="one")) as one, _asking(Settings(shown, secret="two")) as two:
        token = one.get("/try/form").text
        two.cookies.update(one.cookies)
        assert two.post("/try/form", data={csrf.FIELD: token}).status_code == 403


@pytest.mark.parametrize(("size", "status"), [(0, 200), (1000, 200), (1001, 413), (10_000_000, 413)])
def test_bodies_have_a_limit(plain: TestClient, size: int, status: int) -> None:
    declared = plain.post("/sparql/try", content=b"a" * size)
    chunked = plain.post("/sparql/try", content=(b"a" * 500 for _ in range(-(-size // 500))))
    assert declared.status_code == status
    assert chunked.status_code == (413 if size > 1000 else 200)
    if status == 413:
        assert declared.text == chunked.text == "a request may have 1,000 bytes; send less\n"


def test_the_rate_of_an_address_is_limited(shown: Path) -> None:
    with _asking(Settings(shown, limits=Limits(rate=3))) as client:
        statuses = [client.get("/healthz").status_code for _ in range(4)]
        assert statuses == [200, 200, 200, 429]
        assert 1 <= int(client.get("/healthz").headers["retry-after"]) <= 20
        assert client.get("/static/style.css").status_code == 200


def test_requests_are_counted_in_bounded_memory(plain: TestClient) -> None:
    rate = Rate(plain.app, Limits(rate=60))
    waits = [rate._take("a", 0.0) for _ in range(61)]
    assert waits == [0] * 60 + [1]
    assert rate._take("a", 1.0) == 0
    assert [rate._take(f"b{n}", 1.0) for n in range(20_000)] == [0] * 20_000
    assert len(rate._left) == 10_000


@pytest.mark.parametrize(
    ("path", "origin", "allowed"),
    [
        ("/sparql/try", "https://a.example", "https://a.example"),
        ("/api/nothing", "https://a.example", "https://a.example"),
        ("/work/nothing", "https://a.example", "https://a.example"),
        ("/sparql/try", "https://b.example", None),
        ("/try/form", "https://a.example", None),
        ("/judge", "https://a.example", None),
    ],
)
def test_origins_of_the_option_may_read_data(plain: TestClient, path: str, origin: str, allowed: str | None) -> None:
    answer = plain.get(path, headers={"Origin": origin})
    assert answer.headers.get("access-control-allow-origin") == allowed
    asked = {"Origin": origin, "Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "accept"}
    before = plain.options(path, headers=asked)
    assert before.headers.get("access-control-allow-origin") == allowed
    for found in (answer, before):
        assert "access-control-allow-credentials" not in found.headers


def test_without_the_option_no_origin_may_read(client: TestClient) -> None:
    answer = client.get("/healthz", headers={"Origin": "https://a.example"})
    assert "access-control-allow-origin" not in answer.headers


@pytest.mark.parametrize("path", ["/healthz", "/try/long", "/static/style.css", "/sparql/try"])
def test_head_is_get_without_the_body(plain: TestClient, path: str) -> None:
    full, head = plain.get(path), plain.head(path)
    assert (head.status_code, head.content) == (full.status_code, b"")
    drop = {"x-request-id"}
    assert {k: v for k, v in head.headers.items() if k not in drop} == {
        k: v for k, v in full.headers.items() if k not in drop
    }


def test_options_say_what_an_address_takes(plain: TestClient) -> None:
    answer = plain.options("/healthz")
    assert (answer.status_code, set(answer.headers["allow"].split(", "))) == (204, {"GET", "HEAD", "OPTIONS"})


@pytest.mark.parametrize(("path", "packed"), [("/try/long", True), ("/healthz", False)])
def test_long_answers_are_compressed(plain: TestClient, path: str, packed: bool) -> None:
    assert ("content-encoding" in plain.get(path, headers={"Accept-Encoding": "gzip"}).headers) == packed
    assert "content-encoding" not in plain.get(path, headers={"Accept-Encoding": "identity"}).headers


def test_static_files_are_kept_and_checked(plain: TestClient) -> None:
    once = plain.get("/static/style.css")
    assert once.headers["cache-control"] == "public, max-age=600"
    assert plain.get("/static/style.css?v=1").headers["cache-control"] == "public, max-age=31536000, immutable"
    again = plain.get("/static/style.css", headers={"If-None-Match": once.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


@pytest.mark.parametrize(
    ("method", "path", "status", "line"),
    [
        ("GET", "/nothing", 404, "There is nothing here."),
        ("DELETE", "/healthz", 405, "This address does not take such a request."),
        ("GET", "/try/wrong", 400, "no such thing"),
        ("GET", "/try/busy", 409, "another kg process is writing"),
        ("GET", "/try/refused", 503, "all are busy"),
        ("GET", "/try/fault", 500, "The server made a mistake; its log says which."),
    ],
)
def test_errors_are_a_page_a_line_or_json(plain: TestClient, method: str, path: str, status: int, line: str) -> None:
    tool = plain.request(method, path)
    assert (tool.status_code, tool.text) == (status, line + "\n")
    assert tool.headers["content-type"] == "text/plain; charset=utf-8"
    page = plain.request(method, path, headers={"Accept": "text/html,*/*;q=0.8"})
    assert (page.status_code, page.headers["content-type"]) == (status, "text/html; charset=utf-8")
    assert line in page.text
    assert page.headers["x-request-id"] in page.text


def test_errors_of_the_api_are_json(plain: TestClient) -> None:
    answer = plain.get("/api/there/is/no/such")
    assert (answer.status_code, list(answer.json())) == (404, ["detail"])


def test_a_fault_is_told_to_the_log_alone(plain: TestClient, caplog: pytest.LogCaptureFixture) -> None:
    for accept in ("*/*", "text/html"):
        caplog.clear()
        answer = plain.get("/try/fault", headers={"Accept": accept})
        told = answer.text + str(answer.headers)
        assert "secret" not in told
        assert "Traceback" not in told
        assert "RuntimeError: secret of the program" in caplog.text
        assert f"{answer.headers['x-request-id']} fault of the program" in caplog.text


def test_each_request_has_a_line_and_an_id_of_ours(plain: TestClient, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, "kg.serve")
    paths = ["/healthz", "/nothing", "/" + "long" * 500, "/a%1b%5b31m%0aforged"]
    answers = [plain.get(path, headers={"X-Request-Id": "mine"}) for path in paths]
    ids = [answer.headers["x-request-id"] for answer in answers]
    assert len(set(ids)) == len(paths)
    lines = [record.getMessage() for record in caplog.records if record.name == "kg.serve.journal"]
    assert [line.split()[0] for line in lines] == ids
    assert all(re.fullmatch(OUR_LINES, line) for line in lines[:3])
    assert max(map(len, lines)) < 300


def test_settings_are_not_changed_by_the_application(shown: Path) -> None:
    settings = Settings(shown)
    here = make_app(settings).state.room
    assert settings.secret == ""
    assert replace(here.settings, secret="") == settings
    assert len(here.settings.secret) == 64
