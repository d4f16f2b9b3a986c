"""Where the data beside the code lies: ontology, corpus, queries.

In a checkout they are top-level folders; in an installed package the build has put them under
``kg/_data``. Nothing else in the package knows the difference.
"""

from __future__ import annotations

from pathlib import Path

from kg.model import KgError

_PACKAGE = Path(__file__).resolve().parent


def data_dir(name: str) -> Path:
    """The folder of one kind of data: ``ontology``, ``corpus`` or ``queries``.

    Raises:
        KgError: the installation lacks it.
    """
    for folder in (_PACKAGE / "_data" / name, _PACKAGE.parent / name):
        if folder.is_dir():
            return folder
    raise KgError(f"{name}/ is missing from this installation; install intergov-kg again")
