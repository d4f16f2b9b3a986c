"""HTTP connections whose clients must ask in time and in few words: uvicorn waits for ever, and for any amount."""

from __future__ import annotations

import asyncio
import logging
from http import HTTPStatus
from typing import Any

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from kg.serve.settings import Limits

HEAD = 64 * 1024
"""Bytes that the head of a request may have; a long query goes by POST."""

READING = 3
"""How many times as long a client may read nothing of its answer."""

_log = logging.getLogger(__name__)


class _TooLongError(Exception):
    """The head of a request has too many bytes."""


class Guarded(HttpToolsProtocol):
    """A connection that is closed when the head of a request does not come in time (408) or is too long (431).

    It is closed too when the client reads nothing of its answer. Between two requests the time to keep it alive holds,
    which uvicorn looks after.
    """

    patience = Limits().patience
    """Seconds that the head of a request may take; a process that serves sets it when it starts."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._timer: asyncio.TimerHandle | None = None
        self._in_head = False
        self._came = 0  # bytes of the head, after those that came with its begin
        self._too_long = False
        self._reading: asyncio.TimerHandle | None = None
        self._unread = 0  # bytes of the answer

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """A client has connected."""
        super().connection_made(transport)
        self._wait()

    def connection_lost(self, exc: Exception | None) -> None:
        """The client has gone."""
        self._no_more_waiting()
        self._no_more_reading()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Some bytes have come."""
        had_begun = self._in_head
        super().data_received(data)
        if self.transport.is_closing():
            return
        if self._in_head:
            self._came += len(data) * had_begun
            if self._came > HEAD:
                self._refuse(HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE)
        elif self.timeout_keep_alive_task is None and (self.cycle is None or self.cycle.response_complete):
            self._wait()  # bytes that begin no request, which must not keep the connection either

    def on_message_begin(self) -> None:
        """A request begins."""
        super().on_message_begin()
        self._in_head, self._came = True, 0
        self._wait()

    def on_headers_complete(self) -> None:
        """The head of a request is whole."""
        if len(self.url) + sum(len(name) + len(value) for name, value in self.headers) > HEAD:
            self._too_long = True
            raise _TooLongError
        self._in_head = False
        self._no_more_waiting()
        super().on_headers_complete()

    def send_400_response(self, msg: str) -> None:
        """Refuse what is no request, or one whose head is too long."""
        self._refuse(HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE if self._too_long else HTTPStatus.BAD_REQUEST)

    def pause_writing(self) -> None:
        """The client reads more slowly than is written."""
        super().pause_writing()
        self._unread = self.transport.get_write_buffer_size()
        self._reading = self.loop.call_later(READING * self.patience, self._reads_nothing)

    def resume_writing(self) -> None:
        """The client has read most of what was written."""
        super().resume_writing()
        self._no_more_reading()

    def _no_more_reading(self) -> None:
        if self._reading is not None:
            self._reading.cancel()
            self._reading = None

    def _reads_nothing(self) -> None:
        left = self.transport.get_write_buffer_size()
        if left < self._unread:
            self._unread = left
            self._reading = self.loop.call_later(READING * self.patience, self._reads_nothing)
            return
        _log.info("- connection closed: its client reads nothing")
        self.transport.abort()

    def _wait(self) -> None:
        if self._timer is None:
            self._timer = self.loop.call_later(self.patience, self._too_slow)

    def _no_more_waiting(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _too_slow(self) -> None:
        if self._in_head:
            self._refuse(HTTPStatus.REQUEST_TIMEOUT)
        else:  # browsers connect in advance, and need no answer to nothing
            self.transport.close()

    def _refuse(self, status: HTTPStatus) -> None:
        if self.transport.is_closing():
            return
        _log.info("- connection closed: %s %s", status.value, status.phrase)
        line = f"{status.phrase}\n"
        head = (
            f"HTTP/1.1 {status.value} {status.phrase}\r\nContent-Type: text/plain; charset=utf-8\r\n"
            f"Content-Length: {len(line)}\r\nConnection: close\r\n\r\n"
        )
        self.transport.write((head + line).encode("ascii"))
        self.transport.close()
