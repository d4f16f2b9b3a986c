"""Which claims of a list are shown: the drop-downs of its form, as the address has them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from urllib.parse import urlencode

from starlette.requests import Request

from kg.export.wording import VERBS, verb
from kg.index import Wanted
from kg.model import Modality, Polarity, QueryError, Relation
from kg.serve.pages.phrases import MODALITIES, POLARITIES

ENDS: Mapping[str, str] = {"head": "what it does", "tail": "what is done to it"}
"""The ends at which a thing stands, in words."""

_KNOWN: Mapping[str, tuple[str, ...]] = {
    "relation": tuple(Relation),
    "end": tuple(ENDS),
    "polarity": tuple(Polarity),
    "modality": tuple(Modality),
}
_LONGEST = 60  # characters of a value that a message repeats


def one_of(request: Request, name: str, known: Iterable[str]) -> str:
    """The value of a parameter that takes certain ones alone; empty where the address does not say.

    Raises:
        QueryError: it has another value; the message names those that there are.
    """
    asked, there = request.query_params.get(name, ""), tuple(known)
    if asked and asked not in there:
        shown = asked if len(asked) <= _LONGEST else f"{asked[:_LONGEST]}…"
        raise QueryError(f"{name}: {shown!r} is not known; choose one of {', '.join(there)}")
    return asked


@dataclass(frozen=True, slots=True)
class Filter:
    """What a form asks of claims; what is empty asks nothing."""

    relation: str = ""
    end: str = ""
    polarity: str = ""
    modality: str = ""

    @classmethod
    def of(cls, request: Request) -> Filter:
        """What the address asks.

        Raises:
            QueryError: a value is none of those that there are.
        """
        return cls(**{name: one_of(request, name, known) for name, known in _KNOWN.items()})

    def __bool__(self) -> bool:
        return self != Filter()

    @property
    def verb(self) -> str:
        """The relation as a verb, told of the end that is asked for; empty where none is asked for."""
        return verb(self.relation, self.end != "tail") if self.relation else ""

    def of_thing(self, iri: str) -> Wanted:
        """The claims wanted of a thing."""
        either = Wanted(thing=iri)
        return self.narrow({"head": Wanted(head=iri), "tail": Wanted(tail=iri)}.get(self.end, either))

    def narrow(self, wanted: Wanted) -> Wanted:
        """Those of the claims wanted that the form asks for; the end is for things alone."""
        return replace(wanted, relation=self.relation, polarity=self.polarity, modality=self.modality)


@dataclass(frozen=True, slots=True)
class Choice:
    """A drop-down: its parameter, its name, and its values with their words, the empty one for all first."""

    name: str
    label: str
    values: tuple[tuple[str, str], ...]
    chosen: str


def choices(chosen: Filter, relations: tuple[tuple[str, int], ...], *, ends: bool = False) -> list[Choice]:
    """The drop-downs of a form.

    Args:
        chosen: what is asked now.
        relations: those that there are, with the number of their claims.
        ends: whether it matters at which end a thing stands.
    """
    there = [(name, f"{VERBS[name][0]} ({count:,})") for name, count in relations if name in VERBS]
    found = [Choice("relation", "Relation", (("", "any relation"), *there), chosen.relation)]
    if ends:
        found.append(Choice("end", "Told of", (("", "either"), *ENDS.items()), chosen.end))
    found.append(Choice("polarity", "The text", (("", "says or denies it"), *POLARITIES.items()), chosen.polarity))
    found.append(Choice("modality", "Held", (("", "in any way"), *MODALITIES.items()), chosen.modality))
    return found


def files(wanted: Wanted) -> dict[str, str]:
    """The addresses of the claims as files, by format."""
    asked = {name: value for name, value in asdict(wanted).items() if value and name != "rejected"}
    return {form: f"/claims.{form}?{urlencode(asked)}" for form in ("csv", "xlsx")}
