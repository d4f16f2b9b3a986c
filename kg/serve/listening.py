"""Where the reading room listens and what it is called there; light, so that what is wrong is said at once."""

from __future__ import annotations

import ipaddress
import os
import socket

from kg.model import KgError
from kg.serve.settings import Settings


def check(settings: Settings) -> None:
    """Make sure that others than this machine are let in only where that is wanted, and with a token.

    Raises:
        KgError: the host is not of this machine alone, and ``allow_remote`` or the token is missing.
    """
    if is_loopback(settings.host) or (settings.allow_remote and settings.token):
        return
    raise KgError(
        f"{settings.host} lets other machines connect: give --allow-remote, and a token by --token or KG_TOKEN, "
        "or leave --host out"
    )


def is_loopback(host: str) -> bool:
    """Whether only this machine can connect to an address."""
    try:
        return host == "localhost" or ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def names(settings: Settings) -> tuple[str, ...]:
    """The further names of the server: those given, and that of the machine where it listens on all addresses."""
    return (*settings.hosts, socket.gethostname()) if _is_any(settings.host) else settings.hosts


def address(settings: Settings) -> str:
    """The address of the first page, by the name of the machine where it listens on all addresses."""
    host = socket.gethostname() if _is_any(settings.host) else settings.host.strip("[]")
    return f"http://{f'[{host}]' if ':' in host else host}:{settings.port}/"


def bound(host: str, port: int) -> socket.socket:
    """A socket that is bound; nobody can connect yet.

    Raises:
        KgError: the port is in use, or the host is no address of this machine.
    """
    try:
        family, kind, protocol, _, where = socket.getaddrinfo(
            host.strip("[]"), port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        made = socket.socket(family, kind, protocol)
    except OSError as error:
        raise KgError(f"--host {host} is no address of this machine ({error.strerror})") from error
    try:
        if os.name == "posix":  # elsewhere it lets two servers have one port
            made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        made.bind(where)
    except OSError as error:
        made.close()
        raise KgError(f"port {port} of {host} cannot be used ({error.strerror}); choose another --port") from error
    return made


def _is_any(host: str) -> bool:
    try:
        return ipaddress.ip_address(host.strip("[]")).is_unspecified
    except ValueError:
        return False
