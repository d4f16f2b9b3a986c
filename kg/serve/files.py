"""Scripts, styles and pictures of the pages."""

from __future__ import annotations

import os
from pathlib import Path
from urllib.parse import parse_qs

from starlette.responses import Response
from starlette.staticfiles import PathLike, StaticFiles
from starlette.types import Scope

FOLDER = Path(__file__).with_name("static")
_NAMED = "public, max-age=31536000, immutable"
_UNNAMED = "public, max-age=600"


class Files(StaticFiles):
    """The files of a folder; those asked for by their version (``?v=``) are kept for a year, others for ten minutes."""

    def __init__(self, folder: Path = FOLDER) -> None:
        super().__init__(directory=folder)

    def file_response(
        self, full_path: PathLike, stat_result: os.stat_result, scope: Scope, status_code: int = 200
    ) -> Response:
        """A file, or that it has not changed, with how long it may be kept."""
        response = super().file_response(full_path, stat_result, scope, status_code)
        versioned = "v" in parse_qs(scope["query_string"].decode("latin-1"))
        response.headers["Cache-Control"] = _NAMED if versioned else _UNNAMED
        return response
