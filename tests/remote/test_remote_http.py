"""Logins, broken answers and certificates, against a small server of the test's own."""

from __future__ import annotations

import hashlib
import re
import shutil
import ssl
import subprocess
import threading
from base64 import b64encode
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from kg.model import StoreError
from kg.remote.graph import RemoteStore
from kg.remote.http import Client, Login, digest

pytest_plugins = ["sparql_servers"]

BOOK = (
    b'{"head":{"vars":["graph","digest"]},"results":{"bindings":[{"graph":{"type":"uri","value":'
    b'"urn:intergov-kg:store"},"digest":{"type":"literal","value":"abc"}}]}}'
)
Reply = tuple[int, dict[str, str], bytes]
Handler = Callable[[BaseHTTPRequestHandler, bytes], Reply]


@contextmanager
def served(reply: Handler, context: ssl.SSLContext | None = None) -> Iterator[str]:
    class Answering(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            status, headers, content = reply(self, self.rfile.read(int(self.headers.get("Content-Length", "0"))))
            self.send_response(status)
            for name, value in ({"Content-Length": str(len(content))} | headers).items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(content)

        do_GET = do_PUT = do_DELETE = do_POST  # noqa: N815

        def log_message(self, format: str, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answering)
    server.daemon_threads = True
    if context:
        server.socket = context.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield f"127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join(10)


def wants(scheme: str, right: Callable[[BaseHTTPRequestHandler], bool]) -> Handler:
    def reply(request: BaseHTTPRequestHandler, body: bytes) -> Reply:
        return (200, {}, BOOK) if right(request) else (401, {"WWW-Authenticate": scheme}, b"<h1>no</h1>")

    return reply


def is_digest(request: BaseHTTPRequestHandler) -> bool:
    given = dict(re.findall(r'(\w+)="?([^",]*)"?', request.headers.get("Authorization", "")))
    if given.get("username") != "me":
        return False
    hashed = [
        hashlib.md5(text.encode()).hexdigest() for text in ("me:here:geheim", f"{request.command}:{request.path}")
    ]
    whole = ":".join((hashed[0], "n1", given["nc"], given["cnonce"], "auth", hashed[1]))
    return (given["response"], given["uri"]) == (hashlib.md5(whole.encode()).hexdigest(), request.path)


BASIC = "Basic " + b64encode(b"me:geheim").decode()
LOGINS = [
    ("Basic realm=x", {"USER": "me", "PASSWORD": "geheim"}, lambda r: r.headers.get("Authorization") == BASIC),
    ('Digest realm="here", nonce="n1", qop="auth", algorithm=MD5', {"USER": "me", "PASSWORD": "geheim"}, is_digest),
    ("Bearer", {"TOKEN": "t0ken"}, lambda r: r.headers.get("Authorization") == "Bearer t0ken"),
]


@pytest.mark.parametrize(("scheme", "login", "right"), LOGINS, ids=["basic", "digest", "bearer"])
def test_logins_come_from_the_environment(
    bare_environment: pytest.MonkeyPatch,
    scheme: str,
    login: dict[str, str],
    right: Callable[[BaseHTTPRequestHandler], bool],
) -> None:
    with served(wants(scheme, right)) as place:
        with pytest.raises(StoreError, match="refuses the login"):
            RemoteStore.reach(f"sparql+http://{place}/")
        for name, value in login.items():
            bare_environment.setenv(f"KG_SPARQL_{name}", value)
        with RemoteStore.reach(f"sparql+http://{place}/") as store:
            assert store.generation == "abc"
        bare_environment.setenv("KG_SPARQL_PASSWORD", "wrong")
        bare_environment.setenv("KG_SPARQL_TOKEN", "wrong" if "TOKEN" in login else "")
        with pytest.raises(StoreError, match="refuses the login") as refused:
            RemoteStore.reach(f"sparql+http://{place}/")
        assert "wrong" not in str(refused.value)


def test_the_digest_is_that_of_the_standard() -> None:
    # The example of RFC 7616, section 3.9.1.
    nonce, cnonce = "7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v", "f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ"
    asked = {"realm": "http-auth@example.org", "nonce": nonce, "qop": "auth", "algorithm": "MD5"}
    header = digest(Login("Mufasa", "Circle of Life"), asked, "GET", "/dir/index.html", 1, cnonce)
    assert 'response="8ca523f5e9506fed4657c9700eebdbec"' in header
    sha = digest(
        Login("Mufasa", "Circle of Life"), asked | {"algorithm": "SHA-256"}, "GET", "/dir/index.html", 1, cnonce
    )
    assert 'response="753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1"' in sha


def always(status: int, headers: dict[str, str], content: bytes) -> Handler:
    return lambda request, body: (status, headers, content)


@pytest.mark.parametrize(
    ("reply", "said"),
    [
        (always(302, {"Location": "http://elsewhere/"}, b""), "sends elsewhere"),
        (always(500, {}, b"<html><h1>Out of\r\nmemory</h1>\x1b[31m"), "answers 500: Out of memory"),
        (always(404, {}, b""), "answers 404: Not Found"),
        (always(200, {}, b"<html>hello</html>"), "no SPARQL results but '<html>hello</html>'"),
        (always(200, {}, b'{"head": 1}'), "no SPARQL results"),
        (always(200, {}, b"[" * 100_000), "no SPARQL results"),
        (always(200, {"Content-Length": "100"}, b"{"), "cannot be asked"),
        (always(200, {}, b'{"head":{"vars":[]},"results":{"bindings":[]}}'), "no graph of kg at"),
    ],
)
def test_an_answer_that_is_none_is_said_in_one_line(
    bare_environment: pytest.MonkeyPatch, reply: Handler, said: str
) -> None:
    bare_environment.setenv("KG_SPARQL_TIMEOUT", "2")
    with served(reply) as place, pytest.raises(StoreError) as refused:
        RemoteStore.reach(f"sparql+http://{place}/")
    assert said in str(refused.value)
    assert str(refused.value).isprintable()


def test_a_cut_answer_is_never_taken_for_a_whole_one(bare_environment: pytest.MonkeyPatch) -> None:
    def reply(request: BaseHTTPRequestHandler, body: bytes) -> Reply:
        return 200, {} if b"intergov-kg" in body else {"X-SPARQL-MaxRows": "10000"}, BOOK

    with (
        served(reply) as place,
        RemoteStore.reach(f"sparql+http://{place}/") as store,
        pytest.raises(StoreError, match="at most 10000 rows"),
    ):
        store.select("SELECT ?a WHERE { ?a ?b ?c }")


def test_nobody_there_is_said_in_one_line(bare_environment: pytest.MonkeyPatch) -> None:
    from sparql_servers import free_port

    with pytest.raises(StoreError, match="is the server up"):
        RemoteStore.reach(f"sparql+http://127.0.0.1:{free_port()}/")


@pytest.mark.parametrize("name", ["KG_SPARQL_TOKEN", "KG_SPARQL_USER"])
def test_a_login_cannot_add_a_header(bare_environment: pytest.MonkeyPatch, name: str) -> None:
    bare_environment.setenv(name, "a\r\nX: y")
    with pytest.raises(StoreError, match=f"{name} holds a line end"):
        Client("http://127.0.0.1:1/")


def test_a_certificate_must_be_trusted(bare_environment: pytest.MonkeyPatch, tmp_path: Path) -> None:
    program = shutil.which("openssl")
    if program is None:
        pytest.skip("needs the openssl program to make a certificate")
    key, own = tmp_path / "key.pem", tmp_path / "own.pem"
    line = ["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=127.0.0.1"]
    line += ["-addext", "subjectAltName=IP:127.0.0.1", "-keyout", str(key), "-out", str(own)]
    subprocess.run([program, *line], check=True, capture_output=True, timeout=60)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(own, key)
    with served(always(200, {}, BOOK), context) as place:
        with pytest.raises(StoreError, match="KG_SPARQL_CA"):
            RemoteStore.reach(f"sparql+https://{place}/")
        bare_environment.setenv("KG_SPARQL_CA", str(own))
        assert RemoteStore.reach(f"sparql+https://{place}/").generation == "abc"
