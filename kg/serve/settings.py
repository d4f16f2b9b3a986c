"""How the reading room is served: what may be asked of it, by whom, and how much."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Limits:
    """What one request may cost.

    Attributes:
        seconds: that a query may take.
        rows: rows or triples that an answer may have.
        memory: MiB of memory that a query may take.
        answer: MiB that an answer may have.
        body: bytes that a request may send.
        query: bytes that a query may have.
        patience: seconds that a client may take to send its request.
        rate: requests a minute from one address; 0 sets no limit.
    """

    seconds: float = 30.0
    rows: int = 1_000_000
    memory: int = 2048
    answer: int = 256
    body: int = 4 * 1024 * 1024
    query: int = 1024 * 1024
    patience: float = 10.0
    rate: int = 0


@dataclass(frozen=True, slots=True)
class Settings:
    """What ``kg serve`` was asked for.

    Attributes:
        store: folder of the store.
        host: address to listen on.
        port: to listen on.
        write: whether claims may be judged.
        allow_remote: whether others than this machine may connect.
        token: what others must send as password or bearer token; empty where nobody needs one.
        hosts: further names by which the server is called, beside its address.
        origins: origins whose pages may ask (CORS); ``*`` for all.
        services: addresses that SERVICE may ask.
        queries: processes that answer queries.
        workers: processes that serve.
        show_text: whether the texts of works are shown beside their claims.
        secret: what signs forms; the same in all processes of one server.
        limits: what one request may cost.
    """

    store: Path
    host: str = "127.0.0.1"
    port: int = 8000
    write: bool = False
    allow_remote: bool = False
    token: str = ""
    hosts: tuple[str, ...] = ()
    origins: tuple[str, ...] = ()
    services: tuple[str, ...] = ()
    queries: int = 4
    workers: int = 1
    show_text: bool = True
    secret: str = ""
    limits: Limits = field(default_factory=Limits)
