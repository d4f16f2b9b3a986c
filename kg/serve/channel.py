"""A process that answers queries, and the pipe to it.

What goes to it is JSON with its length before it. What comes from it are frames: one byte that says what it is, the
length of what follows, and that; an answer is a HEAD, any number of pieces of DATA, and an END, or REFUSED instead of
the END.
"""

from __future__ import annotations

import io
import json
import os
import struct
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from typing import IO, Any

READY = b"="
HEAD = b"h"
DATA = b"d"
END = b"."
REFUSED = b"!"

_FRAME = struct.Struct(">cI")
_LENGTH = struct.Struct(">I")
_PIPE = 1 << 18
_SECRET = frozenset({"KG_TOKEN", "KG_SERVE"})  # variables that hold the token, which answers no query
_START = "import sys; sys.path.append(sys.argv.pop(1)); from kg.serve.answering import main; main()"


class DiedError(Exception):
    """The process is no more; ``code`` is how it ended, as ``subprocess`` has it."""

    def __init__(self, code: int) -> None:
        super().__init__(code)
        self.code = code


class RefusedError(Exception):
    """The process says no: an HTTP status and a line."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status


def environment() -> dict[str, str]:
    """The variables of a process that does work for the server: all but those that hold the token."""
    return {name: value for name, value in os.environ.items() if name not in _SECRET}


class Process:
    """The near end of the pipe. One thread at a time uses it; any thread may kill the process."""

    def __init__(self, task: dict[str, Any]) -> None:
        """Start a process; it gets ready by itself.

        Raises:
            OSError: no process can be started.
        """
        home = str(Path(__file__).parents[2])
        command = [sys.executable, "-P", "-X", "utf8", "-c", _START, home, json.dumps(task)]
        self._process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            bufsize=_PIPE,
            env=environment(),
        )
        self._ready = False
        self._between = True
        self._killed = False

    @property
    def usable(self) -> bool:
        """Whether it can be asked: it is between two answers, and nobody has killed it."""
        return self._between and not self._killed

    @property
    def pid(self) -> int:
        """Its number."""
        return self._process.pid

    def wait_until_ready(self) -> None:
        """Wait until it has opened the graph.

        Raises:
            DiedError: it ended before.
            RefusedError: it cannot open the graph.
        """
        if not self._ready:
            self._between = False
            while self._frame()[0] != READY:
                pass
            self._ready = self._between = True

    def exchange(self, question: dict[str, Any]) -> tuple[str, bytes]:
        """Ask, and wait for the answer.

        Returns:
            The media type and the bytes.

        Raises:
            DiedError: it ended before.
            RefusedError: it does not answer; it can be asked something else.
        """
        self._between = False  # until the end of the answer has been read
        text = json.dumps(question).encode()
        try:
            self._input.write(_LENGTH.pack(len(text)) + text)
            self._input.flush()
        except OSError:
            raise DiedError(self._process.wait()) from None
        return self._answer()

    def kill(self) -> None:
        """End it at once."""
        self._killed = True
        self._process.kill()

    def discard(self) -> None:
        """End it at once and forget it."""
        self.kill()
        self._process.wait()
        for pipe in (self._input, self._output):
            with suppress(OSError):  # what was written to it was not read any more
                pipe.close()

    def _answer(self) -> tuple[str, bytes]:
        media_type, body = "", io.BytesIO()
        while True:
            kind, content = self._frame()
            if kind == HEAD:
                media_type = content.decode()
            elif kind == DATA:
                body.write(content)
            elif kind == END:
                self._between = True
                return media_type, body.getvalue()

    def _frame(self) -> tuple[bytes, bytes]:
        kind, length = _FRAME.unpack(self._read(_FRAME.size))
        content = self._read(length)
        if kind == REFUSED:
            self._between = True
            raise RefusedError(*json.loads(content))
        return kind, content

    def _read(self, length: int) -> bytes:
        content = self._output.read(length)
        if len(content) < length:
            raise DiedError(self._process.wait())
        return content

    @property
    def _input(self) -> IO[bytes]:
        assert self._process.stdin is not None
        return self._process.stdin

    @property
    def _output(self) -> IO[bytes]:
        assert self._process.stdout is not None
        return self._process.stdout


def send(output: IO[bytes], kind: bytes, content: bytes = b"") -> None:
    """Write a frame, at the far end of the pipe."""
    output.write(_FRAME.pack(kind, len(content)))
    output.write(content)


def receive(source: IO[bytes]) -> dict[str, Any] | None:
    """The next question, at the far end of the pipe; None when there are no more."""
    head = source.read(_LENGTH.size)
    if len(head) < _LENGTH.size:
        return None
    found: dict[str, Any] = json.loads(source.read(_LENGTH.unpack(head)[0]))
    return found
