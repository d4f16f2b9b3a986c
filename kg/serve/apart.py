"""Work done in a process of its own, behind everything else: the server stays quick meanwhile, and its memory small."""

from __future__ import annotations

import asyncio
import os
import pickle
import signal
import sys
from asyncio.subprocess import DEVNULL, PIPE
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import ParamSpec, TypeVar

from kg.model import KgError
from kg.serve.channel import environment

_P = ParamSpec("_P")
_T = TypeVar("_T")

_START = "import sys; sys.path.append(sys.argv[1]); from kg.serve.apart import main; main()"
_NICE = 5


async def apart(work: Callable[_P, _T], *args: _P.args, **kwargs: _P.kwargs) -> _T:
    """The result of a function of some module, made in a new process, which is killed when nobody waits any more.

    Args:
        work: the function; it, what it is given and what it gives or raises can be pickled.
        args: what it is given.
        kwargs: the same.

    Raises:
        KgError: it raised one, or an OSError, or its process was ended.
    """
    command = (sys.executable, "-P", "-X", "utf8", "-c", _START, str(Path(__file__).parents[2]))
    question = pickle.dumps((work, args, kwargs))
    try:
        process = await asyncio.create_subprocess_exec(
            *command, stdin=PIPE, stdout=PIPE, stderr=DEVNULL, env=environment()
        )
    except OSError as error:
        raise KgError(f"no process can be started for this ({error.strerror}); try again") from error
    try:
        answer, _ = await process.communicate(question)
    finally:
        if process.returncode is None:
            with suppress(ProcessLookupError):
                process.kill()
            await process.wait()
    if process.returncode or not answer:
        raise KgError("the process that did this was ended; is there enough memory?")
    result: _T | KgError = pickle.loads(answer)  # what our own process wrote
    if isinstance(result, KgError):
        raise result
    return result


def main() -> None:
    """Do the work that standard input brings, and write what comes of it to standard output."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the server decides when to end
    os.nice(_NICE) if hasattr(os, "nice") else None
    output = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # what a library prints is no answer
    work, args, kwargs = pickle.load(sys.stdin.buffer)
    try:
        result = work(*args, **kwargs)
    except (KgError, OSError) as error:
        result = error if isinstance(error, KgError) else KgError(str(error))
    with output:
        pickle.dump(result, output, pickle.HIGHEST_PROTOCOL)
