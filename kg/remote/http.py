"""Requests to one server: a connection that is kept, a login that goes nowhere else, limits of time and size."""

from __future__ import annotations

import hashlib
import http.client
import os
import re
import secrets
import socket
import ssl
from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import urlsplit

from kg.model import StoreError

TIMEOUT: Final = 300.0
"""Seconds that a server may be silent; ``KG_SPARQL_TIMEOUT`` sets another number."""

_MOST = 4 << 30  # bytes of one answer
_BLOCK = 1 << 20
_SAID = 200  # letters of what a server says that are shown
_PAIR = re.compile(r'(\w+)=(?:"((?:[^"\\]|\\.)*)"|([^\s,]+))')


@dataclass(frozen=True, slots=True)
class Login:
    """How to log in, as the environment says; no part of it is ever shown."""

    user: str = ""
    password: str = field(default="", repr=False)
    token: str = field(default="", repr=False)

    @classmethod
    def of_environment(cls) -> Login:
        """``KG_SPARQL_USER`` and ``KG_SPARQL_PASSWORD``, or ``KG_SPARQL_TOKEN``."""
        names = ("KG_SPARQL_USER", "KG_SPARQL_PASSWORD", "KG_SPARQL_TOKEN")
        found = [os.environ.get(name, "") for name in names]
        for name, value in zip(names, found, strict=True):
            if any(ord(letter) < 32 for letter in value):
                raise StoreError(f"{name} holds a line end or another control character; set it anew")
        return cls(*found)


@dataclass(frozen=True, slots=True)
class Reply:
    """What a server answered: its status, its headers by lower-case name, and the content."""

    status: int
    headers: Mapping[str, str]
    content: bytes


class Client:
    """One server, asked one thing at a time."""

    def __init__(self, url: str, login: Login | None = None, timeout: float | None = None) -> None:
        parts = urlsplit(url)
        self._place = f"{parts.scheme}://{parts.netloc}"
        self._login = Login.of_environment() if login is None else login
        self._scheme = ""
        self._challenge: dict[str, str] = {}
        self._count = 0
        seconds = _seconds() if timeout is None else timeout
        if parts.scheme == "https":
            self._connection: http.client.HTTPConnection = http.client.HTTPSConnection(
                parts.netloc, timeout=seconds, context=_trusted()
            )
        else:
            self._connection = http.client.HTTPConnection(parts.netloc, timeout=seconds)

    def close(self) -> None:
        """Let the connection go."""
        self._connection.close()

    def ask(
        self, method: str, url: str, headers: Mapping[str, str], body: bytes = b"", ok: tuple[int, ...] = ()
    ) -> Reply:
        """One request and its answer.

        Args:
            method: GET, POST, PUT or DELETE.
            url: on the host of this client.
            headers: of the request.
            body: what is sent.
            ok: statuses beyond those of success that are no fault.

        Raises:
            StoreError: the server is not reached, refuses, sends elsewhere or answers with too much.
        """
        path = url[len(self._place) :]
        reply = self._sent(method, path, headers, body)
        if reply.status == 401 and self._login.user and self._understood(reply.headers.get("www-authenticate", "")):
            reply = self._sent(method, path, headers, body)
        if 200 <= reply.status < 300 or reply.status in ok:
            return reply
        raise StoreError(f"{url.partition('?')[0]} {_refusal(reply)}")

    def _sent(self, method: str, path: str, headers: Mapping[str, str], body: bytes) -> Reply:
        given = {"User-Agent": "intergov-kg", **headers, **self._authorization(method, path)}
        for again in (True, False):
            try:
                self._connection.request(method, path, body or None, given)
                return _read(self._connection.getresponse(), self._place)
            except (http.client.RemoteDisconnected, BrokenPipeError, ConnectionResetError) as error:
                # A kept connection that the server has closed meanwhile; everything sent may be sent twice.
                self._connection.close()
                if not again:
                    raise StoreError(
                        f"{self._place} broke the connection off ({error}); run the command again"
                    ) from error
            except ssl.SSLCertVerificationError as error:
                self._connection.close()
                raise StoreError(
                    f"{self._place}: the certificate is not trusted ({error.verify_message}); "
                    "set KG_SPARQL_CA to the file of your authority"
                ) from error
            except (OSError, http.client.HTTPException) as error:
                self._connection.close()
                raise StoreError(f"{self._place} cannot be asked ({_reason(error)}); is the server up?") from error
        raise AssertionError("a request ends in the loop")

    def _authorization(self, method: str, path: str) -> dict[str, str]:
        # A password waits until it is asked for: only then is it known whether a digest of it is enough.
        if self._login.token:
            return {"Authorization": f"Bearer {self._login.token}"}
        if self._scheme == "digest":
            self._count += 1
            return {"Authorization": digest(self._login, self._challenge, method, path, self._count)}
        return {"Authorization": _basic(self._login)} if self._scheme == "basic" else {}

    def _understood(self, challenge: str) -> bool:
        """Whether what a server wants can be answered, and has not been answered in vain."""
        scheme = challenge.partition(" ")[0].lower()
        known = {name.lower(): quoted or bare for name, quoted, bare in _PAIR.findall(challenge)}
        fresh = self._scheme != scheme or known.get("stale", "").lower() == "true"
        if scheme not in {"basic", "digest"} or known.get("algorithm", "MD5").upper() not in _HASHES:
            return False
        self._scheme, self._challenge, self._count = scheme, known, 0
        return fresh


_HASHES = {"MD5": hashlib.md5, "SHA-256": hashlib.sha256}


def digest(login: Login, challenge: Mapping[str, str], method: str, path: str, count: int, cnonce: str = "") -> str:
    """The header of a Digest login (RFC 7616), with or without ``qop``."""
    algorithm = challenge.get("algorithm", "MD5")
    realm, nonce = challenge.get("realm", ""), challenge.get("nonce", "")
    cnonce, number = cnonce or secrets.token_hex(8), f"{count:08x}"

    def hashed(*words: str) -> str:
        return _HASHES[algorithm.upper()](":".join(words).encode(), usedforsecurity=False).hexdigest()

    who, what = hashed(login.user, realm, login.password), hashed(method, path)
    parts = {"username": login.user, "realm": realm, "nonce": nonce, "uri": path}
    quality = "auth" in challenge.get("qop", "").replace(" ", "").split(",")
    parts["response"] = hashed(who, nonce, number, cnonce, "auth", what) if quality else hashed(who, nonce, what)
    if quality:
        parts["cnonce"] = cnonce
    if "opaque" in challenge:
        parts["opaque"] = challenge["opaque"]
    header = ", ".join(f'{name}="{_quoted(value)}"' for name, value in parts.items())
    return f"Digest {header}, algorithm={algorithm}" + (f", qop=auth, nc={number}" if quality else "")


def _quoted(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"')


def _basic(login: Login) -> str:
    return "Basic " + b64encode(f"{login.user}:{login.password}".encode()).decode()


def _read(response: http.client.HTTPResponse, place: str) -> Reply:
    blocks, size = [], 0
    while block := response.read(_BLOCK):
        blocks.append(block)
        size += len(block)
        if size > _MOST:
            response.close()
            raise StoreError(f"{place} answers with more than {_MOST >> 30} GB; ask for less")
    headers = {name.lower(): value for name, value in response.getheaders()}
    return Reply(response.status, headers, b"".join(blocks))


def _refusal(reply: Reply) -> str:
    if 300 <= reply.status < 400:
        return f"sends elsewhere ({reply.status}), where the login must not go; give the address that it leads to"
    if reply.status in {401, 403}:
        return f"refuses the login ({reply.status}); set KG_SPARQL_USER and KG_SPARQL_PASSWORD, or KG_SPARQL_TOKEN"
    said = re.sub(r"<[^>]*>", " ", reply.content[:2000].decode("utf-8", "replace"))
    line = " ".join("".join(c if c.isprintable() else " " for c in said).split())
    return f"answers {reply.status}: {line[:_SAID] or http.client.responses.get(reply.status, 'no reason')}"


def _reason(error: Exception) -> str:
    if isinstance(error, socket.timeout):
        return "no answer in time; KG_SPARQL_TIMEOUT sets the seconds"
    return " ".join(str(error).split()) or type(error).__name__


def _seconds() -> float:
    text = os.environ.get("KG_SPARQL_TIMEOUT", "")
    if text and not re.fullmatch(r"[1-9][0-9]{0,5}", text):
        raise StoreError(f"KG_SPARQL_TIMEOUT={text!r} is no number of seconds; mend or unset it")
    return float(text) if text else TIMEOUT


def _trusted() -> ssl.SSLContext:
    path = os.environ.get("KG_SPARQL_CA", "")
    try:
        return ssl.create_default_context(cafile=path or None)
    except (OSError, ssl.SSLError) as error:
        raise StoreError(f"KG_SPARQL_CA={path} holds no certificate ({_reason(error)}); mend or unset it") from error
