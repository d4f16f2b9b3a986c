"""Real servers: how they start and stop, and what rude clients and new graphs do to them."""

from __future__ import annotations

import re
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from urllib.parse import quote

import httpx
import pytest
from fixtures_store import Run, nquads, process
from serve_fixtures import Served, serving, serving_as

from kg import vocab
from kg.model import KgError
from kg.serve import listening, run
from kg.serve.settings import Limits, Settings
from kg.serve.slow import HEAD
from kg.store import writer

pytest_plugins = ["serve_fixtures"]

BOMB = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
_POST = b"POST /sparql HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/sparql-query\r\n"
LONG = 60.0  # seconds that a machine may take for what is done in two


def _raw(served: Served, sent: bytes, seconds: float = 20) -> bytes:
    """Everything that the server says to some bytes until it closes the connection."""
    with socket.create_connection(("127.0.0.1", served.port), timeout=seconds) as connection:
        connection.sendall(sent)
        return _rest(connection)


def _rest(connection: socket.socket) -> bytes:
    said = b""
    try:
        while piece := connection.recv(65536):
            said += piece
    except ConnectionResetError:
        pass
    return said


def _get(path: str, *headers: str) -> bytes:
    lines = [f"GET {path} HTTP/1.1", *(headers or ["Host: localhost"]), "Connection: close"]
    return "".join(f"{line}\r\n" for line in [*lines, ""]).encode()


def _status(said: bytes) -> int:
    return int(said.split(b" ", 2)[1])


@pytest.fixture(scope="module")
def hasty(shown: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A server that waits a second for a request."""
    settings = Settings(shown, queries=1, limits=Limits(patience=1.0))
    with serving_as(settings, tmp_path_factory.mktemp("hasty") / "log") as found:
        yield found


def test_the_address_is_printed_when_it_answers(served: Served) -> None:
    assert served.logged().startswith(f"Reading room: {served.url}/ (Ctrl-C stops it)\n")
    assert httpx.get(f"{served.url}/healthz").json()["generation"]


def test_slow_clients_are_sent_away_while_others_are_served(hasty: Served) -> None:
    with ExitStack() as stack:
        began = time.monotonic()
        slow = [stack.enter_context(socket.create_connection(("127.0.0.1", hasty.port), 20)) for _ in range(60)]
        for connection in slow[:40]:
            connection.sendall(b"GET / HTTP/1.1\r\nHost: localhost\r\nX-Slow: ")
        drips = threading.Thread(target=_drip, args=(slow[0], 3.0))
        drips.start()
        for _ in range(5):
            asked = time.monotonic()
            assert httpx.get(f"{hasty.url}/healthz").status_code == 200
            assert time.monotonic() - asked < 5
        answers = [_rest(connection) for connection in slow]
        drips.join(20)
        assert time.monotonic() - began < 15
    assert {_status(said) for said in answers[:40]} == {408}
    assert set(answers[40:]) == {b""}, "who says nothing is told nothing"


def _drip(connection: socket.socket, seconds: float) -> None:
    end = time.monotonic() + seconds
    try:
        while time.monotonic() < end:
            connection.sendall(b"a")
            time.sleep(0.1)
    except OSError:
        return


@pytest.mark.parametrize(
    "sent",
    [
        _POST + b"Content-Length: 100\r\n\r\nASK",
        _POST + b"Transfer-Encoding: chunked\r\n\r\n3\r\nASK\r\n",
        b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n",
        b"GET /healthz",
    ],
)
def test_what_does_not_come_in_time_is_refused(hasty: Served, sent: bytes) -> None:
    assert _status(_raw(hasty, sent)) == 408


def test_line_ends_alone_keep_no_connection(hasty: Served) -> None:
    began = time.monotonic()
    with socket.create_connection(("127.0.0.1", hasty.port), 20) as connection:
        connection.sendall(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n")
        said = b""
        while not said.endswith(b"}"):  # the whole answer, which may come in pieces
            said += connection.recv(65536)
        assert _status(said) == 200
        connection.sendall(b"\r\n")
        assert _rest(connection) == b""
    assert time.monotonic() - began < 6, "not only when it would have ended as an idle connection"


def test_who_reads_nothing_is_sent_away(hasty: Served) -> None:
    query = "SELECT * { ?a ?b ?c . ?d ?e ?f } LIMIT 60000"
    with socket.socket() as connection:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        connection.settimeout(20)
        connection.connect(("127.0.0.1", hasty.port))
        connection.sendall(_get("/sparql?query=" + quote(query)))
        end = time.monotonic() + LONG
        while "reads nothing" not in hasty.logged() and time.monotonic() < end:
            time.sleep(0.2)
        said = _rest(connection)
    assert "its client reads nothing" in hasty.logged()
    assert _status(said) == 200
    length = re.search(rb"content-length: (\d+)", said)
    assert length is None or len(said) < int(length[1])


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        (_get("/healthz", "Host: localhost", "X-Long: " + "a" * HEAD), 431),
        (_get("/healthz?" + "a" * HEAD), 431),
        (b"GET /" + b"a" * 8 * HEAD, 431),
        (b"GET /healthz HTTP/1.1\r\nHost: localhost\r\nX: " + b"a" * 8 * HEAD, 431),
        (b"nonsense\r\n\r\n", 400),
        (b"\x16\x03\x01\x02\x00\x01\x00", 400),
        (b"GET /\xff\xfe HTTP/1.1\r\nHost: localhost\r\n\r\n", 400),
        (_get("/healthz", "Host: localhost", "Host: localhost"), 400),
        (_get("/healthz", "Host: evil.example"), 400),
        (_get("/healthz", "X: no host"), 400),
        (_get("/healthz", "Host: localhost", "Content-Length: 1", "Transfer-Encoding: chunked"), 400),
        (_get("/healthz", "Host: localhost", "Bad name: x"), 400),
        (_get("http://evil.example/healthz"), 200),  # of the absolute form only the path counts
        (_get("/static/../../../../../../etc/passwd"), 404),
        (_get("/static/%2e%2e/%2e%2e/etc/passwd"), 404),
        (_get("/static/..%2f..%2fapp.py"), 404),
        (_get("/static/..\\..\\app.py"), 404),
        (_get("/static/%5c..%5c..%5capp.py"), 404),
        (_get("//etc/passwd"), 404),
        (_get("/%00"), 404),
        (_get("/a/../healthz"), 404),
        (_get("/."), 404),
        (_get("/%zz"), 404),
        (_get("/healthz"), 200),
    ],
)
def test_requests_as_nobody_should_send_them(served: Served, sent: bytes, status: int) -> None:
    said = _raw(served, sent)
    assert _status(said) == status, said[:300]
    assert b"root:" not in said
    assert b"Traceback" not in said


def test_a_query_of_10_mb_is_refused(served: Served) -> None:
    query = b"SELECT * { ?s ?p ?o } #" + b"a" * 10_000_000
    kind = {"Content-Type": "application/sparql-query"}
    whole = httpx.post(f"{served.url}/sparql", content=query, headers=kind)
    assert whole.status_code == 413
    pieces = (query[start : start + 100_000] for start in range(0, len(query), 100_000))
    assert httpx.post(f"{served.url}/sparql", content=pieces, headers=kind).status_code == 413
    asking = _POST + b"Content-Length: 10000000\r\nExpect: 100-continue\r\n\r\n"
    assert _status(_raw(served, asking)) == 413, "without waiting for the body"
    assert httpx.get(f"{served.url}/healthz").status_code == 200


def test_the_log_has_a_safe_line_for_each_request(served: Served) -> None:
    _raw(served, _get("/%1b[31mred%0aforged%c2%9bline"))
    answer = httpx.get(f"{served.url}/healthz")
    end = time.monotonic() + LONG
    while answer.headers["x-request-id"] not in served.logged() and time.monotonic() < end:
        time.sleep(0.05)
    logged = served.log.read_bytes()
    assert not re.search(rb"[^\x20-\x7e\n]", logged)
    line = next(line for line in logged.decode().splitlines() if answer.headers["x-request-id"] in line)
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ [0-9a-f]{16} GET /healthz 200 [0-9.]+ ms \d+ B", line)
    assert rb"/\x1b[31mred\nforged" in logged


@pytest.mark.parametrize(("how", "workers"), [(signal.SIGTERM, 1), (signal.SIGINT, 2)])
def test_it_stops_in_good_order(shown: Path, tmp_path: Path, how: signal.Signals, workers: int) -> None:
    found: list[int] = []
    with serving(shown, tmp_path / "log", "--workers", workers, "--time-limit", 4) as served:

        def ask() -> None:
            found.append(httpx.get(f"{served.url}/sparql", params={"query": BOMB}, timeout=LONG).status_code)

        asking = threading.Thread(target=ask)
        asking.start()
        with httpx.Client(base_url=served.url) as kept:
            assert {kept.get("/healthz").status_code for _ in range(10)} == {200}
            time.sleep(1.5)
            assert served.stop(how, LONG) == 0
        asking.join(LONG)
        assert found == [408], "the time limit of the query, and no broken connection"
        end = time.monotonic() + LONG
        while served.others() and time.monotonic() < end:
            time.sleep(0.1)
        assert not served.others()
        assert "Traceback" not in served.logged()
        with pytest.raises(httpx.TransportError):
            httpx.get(f"{served.url}/healthz")


def test_a_port_in_use_is_said_in_a_line(shown: Path, served: Served) -> None:
    ended = process("serve", "--store", shown, "--port", served.port)
    assert ended.code == 1
    assert re.fullmatch(
        rf"kg: port {served.port} of 127.0.0.1 cannot be used \(.+\); choose another --port\n", ended.err
    )


@pytest.mark.parametrize(
    "options",
    [
        ("--host", "0.0.0.0"),
        ("--host", "::"),
        ("--host", "192.0.2.1", "--allow-remote"),
        ("--host", "0.0.0.0", "--token", "word"),
        ("--host", "reading.example", "--token", "word"),
    ],
)
def test_others_are_let_in_only_with_a_token(kg: Run, shown: Path, options: tuple[str, ...]) -> None:
    ended = kg("serve", "--store", shown, *options)
    assert ended.code == 1
    assert ended.err.count("\n") == 1
    assert "--allow-remote" in ended.err
    assert "--token" in ended.err


@pytest.mark.parametrize(
    ("host", "own"),
    [
        ("127.0.0.1", True),
        ("127.8.8.8", True),
        ("localhost", True),
        ("::1", True),
        ("[::1]", True),
        ("10.0.0.1", False),
    ],
)
def test_hosts_of_this_machine_alone(tmp_path: Path, host: str, own: bool) -> None:
    assert listening.is_loopback(host) == own
    listening.check(Settings(tmp_path, host=host, allow_remote=True, token="word"))
    if not own:
        with pytest.raises(KgError):
            listening.check(Settings(tmp_path, host=host))


def test_without_a_store_there_is_a_line(kg: Run, tmp_path: Path) -> None:
    ended = kg("serve", "--store", tmp_path / "none")
    assert (ended.code, ended.err.count("\n")) == (1, 1)
    assert "kg build" in ended.err


def test_an_address_of_another_machine_is_said_in_a_line(kg: Run, shown: Path) -> None:
    ended = kg("serve", "--store", shown, "--host", "192.0.2.1", "--allow-remote", "--token", "word")
    assert (ended.code, ended.err.count("\n")) == (1, 1)
    assert "192.0.2.1" in ended.err


def test_remote_servers_ask_for_the_token(shown: Path, tmp_path: Path) -> None:
    options = ("--host", "0.0.0.0", "--allow-remote", "--allow-host", "reading.example")
    with serving(shown, tmp_path / "log", *options, KG_TOKEN="word") as served:
        named = {"Host": "reading.example"}
        assert httpx.get(f"{served.url}/nothing").status_code == 401
        assert httpx.get(f"{served.url}/nothing", headers=named).status_code == 401
        assert httpx.get(f"{served.url}/nothing", headers=named, auth=("me", "word")).status_code == 404
        assert httpx.get(f"{served.url}/nothing", headers={"Host": socket.gethostname()}).status_code == 401
        assert f"http://{socket.gethostname()}:{served.port}/" in served.logged()
        assert httpx.get(f"{served.url}/nothing", headers={"Host": "evil.example"}).status_code == 400
        assert "word" not in served.logged()


def test_settings_come_back_from_the_environment(tmp_path: Path) -> None:
    settings = Settings(tmp_path, hosts=("a",), services=("b", "c"), limits=Limits(seconds=2.5), secret="s")
    assert run.loaded(run.dumped(settings)) == settings


def test_a_new_graph_takes_its_place_without_a_failed_request(own_store: Path, tmp_path: Path) -> None:
    ask = {"query": "ASK { ?s ?p ?o }"}
    statuses: list[int] = []
    stop = threading.Event()
    with serving(own_store, tmp_path / "log", "--workers", 2) as served:

        def steadily() -> None:
            with httpx.Client(base_url=served.url, timeout=LONG) as client:
                while not stop.is_set():
                    statuses.append(client.get("/healthz").status_code)
                    statuses.append(client.get("/sparql", params=ask).status_code)
                    time.sleep(0.05)

        before = httpx.get(f"{served.url}/healthz").json()["generation"]
        clients = [threading.Thread(target=steadily) for _ in range(3)]
        for client in clients:
            client.start()
        try:
            after = _publish(own_store)
            assert after != before
            assert _generations(served, after) == {after}
        finally:
            stop.set()
            for client in clients:
                client.join(LONG)
        assert len(statuses) > 20
        assert set(statuses) == {200}


def _publish(store: Path) -> str:
    """Put another graph in the place of the current one, which has one triple more."""
    lines = nquads(store).decode().splitlines()
    more = '<https://w3id.org/igr/work/new> <http://purl.org/dc/terms/title> "new" .'
    with writer(store) as writing:
        return writing.publish([*lines, more], vocab.ontology_files())


def _generations(served: Served, wanted: str) -> set[str]:
    """What the processes of a server show, as soon as all of them show what is wanted, or after some time."""
    end, found = time.monotonic() + LONG, {""}
    while found != {wanted} and time.monotonic() < end:
        found = {httpx.get(f"{served.url}/healthz").json()["generation"] for _ in range(12)}
        time.sleep(0.2)
    return found


def test_what_is_no_graph_takes_nobodys_place(own_store: Path, tmp_path: Path) -> None:
    with serving(own_store, tmp_path / "log") as served:
        before = httpx.get(f"{served.url}/healthz").json()["generation"]
        (own_store / "CURRENT").write_text("0" * 20 + "\n")
        end = time.monotonic() + LONG
        while "is not shown" not in served.logged() and time.monotonic() < end:
            time.sleep(0.2)
        time.sleep(2.5)
        assert served.logged().count("is not shown") == 1
        assert httpx.get(f"{served.url}/healthz").json()["generation"] == before
        (own_store / "CURRENT").write_text(before + "\n")
        time.sleep(2.5)
        assert httpx.get(f"{served.url}/healthz").json()["generation"] == before
        assert served.logged().count("is not shown") == 1


@pytest.mark.parametrize(
    ("host", "printed", "names"),
    [
        ("127.0.0.1", "http://127.0.0.1:8214/", ()),
        ("::1", "http://[::1]:8214/", ()),
        ("[::1]", "http://[::1]:8214/", ()),
        ("reading.example", "http://reading.example:8214/", ()),
        ("0.0.0.0", "http://reader:8214/", ("reader",)),
        ("::", "http://reader:8214/", ("reader",)),
    ],
)
def test_the_address_is_one_that_can_be_opened(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, host: str, printed: str, names: tuple[str, ...]
) -> None:
    monkeypatch.setattr(socket, "gethostname", lambda: "reader")
    settings = Settings(tmp_path, host=host, port=8214, hosts=("other",))
    assert listening.address(settings) == printed
    assert listening.names(settings) == ("other", *names)


def test_what_is_wrong_is_said_before_anything_heavy_is_loaded(shown: Path, tmp_path: Path) -> None:
    lines = (
        "import sys; from kg.cli import app; from kg.model import KgError",
        "try: app(sys.argv[1:], standalone_mode=False)",
        "except KgError as error: print(error)",
        "print(sorted({'fastapi', 'uvicorn', 'kg.serve.run'} & set(sys.modules)))",
    )
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        for store, said in ((tmp_path / "none", "kg build"), (shown, "choose another --port")):
            asked = [sys.executable, "-c", "\n".join(lines), "serve", "--store", str(store), "--port", port]
            found = subprocess.run(asked, capture_output=True, text=True, timeout=LONG, check=True).stdout.splitlines()
            assert said in found[0]
            assert found[1:] == ["[]"]
