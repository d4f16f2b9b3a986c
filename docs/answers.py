"""Renews the answers that README.md shows: each block under a line ``<!-- kg ... -->`` is what that command prints.

    python docs/answers.py STORE [README.md]

STORE is a store of the bundled corpus. A line ``<!-- kg ... | 12 -->`` keeps the first twelve lines.
"""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

WIDTH = "100"
BLOCK = re.compile(
    r"^<!-- kg (?P<command>[^|>]*?)(?: \| (?P<lines>\d+))? -->\n```text\n(?P<answer>.*?)^```", re.MULTILINE | re.DOTALL
)


def answer(command: str, lines: str | None, store: Path) -> str:
    """What a command prints on a store, without spaces at the ends of lines."""
    ended = subprocess.run(
        [sys.executable, "-m", "kg", *shlex.split(command), "--store", str(store)],
        env={**os.environ, "COLUMNS": WIDTH, "NO_COLOR": "1"},
        capture_output=True,
        text=True,
        check=True,
    )
    printed = [line.rstrip() for line in ended.stdout.strip("\n").splitlines()]
    return "\n".join(printed[: int(lines)] if lines else printed) + "\n"


def renewed(text: str, store: Path) -> str:
    """A Markdown text with its answers made anew."""

    def block(m: re.Match[str]) -> str:
        head = m.group(0)[: m.start("answer") - m.start(0)]
        return f"{head}{answer(m['command'], m['lines'], store)}```"

    return BLOCK.sub(block, text)


if __name__ == "__main__":
    page = Path(sys.argv[2] if len(sys.argv) > 2 else "README.md")
    page.write_text(renewed(page.read_text(encoding="utf-8"), Path(sys.argv[1])), encoding="utf-8")
