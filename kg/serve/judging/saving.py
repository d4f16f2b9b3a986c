"""What the forms of the cards do: save a verdict, take one back, say who judges."""

from __future__ import annotations

from urllib.parse import parse_qsl

from starlette.requests import Request
from starlette.responses import Response

from kg.curate import CurationError, Decision, Verdict
from kg.curate.filled import filled
from kg.deciding import ChangedError, decide, is_judged, mark, take_back
from kg.index import Claim
from kg.serve import csrf, errors
from kg.serve.addresses import path_of
from kg.serve.judging.cards import NO_CLAIM, Sitting, show
from kg.serve.judging.forms import Form, cells, curator_name, now, posted, remember, see_other
from kg.serve.judging.queue import Asked
from kg.serve.judging.told import told
from kg.serve.rendering import page
from kg.serve.room import room

_NOBODY = "say who judges first, at /judge/curator"
_WRITTEN = "a curator wrote this claim in the place of another; judge that one"


@posted
def save(request: Request, form: Form) -> Response:
    """Save a verdict, and go on to the next claim; nothing is saved over a verdict that its sender did not see."""
    sitting = Sitting.of(request, _asked(form), form)
    claim = sitting.claim(form.get("claim", ""))
    if claim is None:
        return errors.answer(request, 404, NO_CLAIM)
    if not sitting.curator:
        return errors.answer(request, 400, _NOBODY)
    if not is_judged(claim.row):
        return errors.answer(request, 400, _WRITTEN)
    try:
        made = filled(cells(form, claim.row), claim.row, sitting.curator, now())
    except CurationError as error:
        return show(request, sitting, claim, str(error), form)
    if made is None:
        return show(request, sitting, claim, "verdict: none was chosen; press one of the buttons", form)
    try:
        decide(room(request).store, made, form.get("seen", ""))
    except ChangedError as changed:
        return _changed(request, claim, made, changed, form)
    response = see_other(_onward(claim, form, sitting.asked))
    remember(request, response, sitting.curator)
    return response


@posted
def undo(request: Request, form: Form) -> Response:
    """Take the last verdict on a claim back, and show the claim again."""
    sitting = Sitting.of(request, _asked(form), form)
    claim = sitting.claim(form.get("claim", ""))
    if claim is None:
        return errors.answer(request, 404, NO_CLAIM)
    held, back = sitting.mine(claim.id), sitting.asked.address(claim=claim.id, undone="1")
    address = path_of(claim.row.claim) if _from_claim(form) else back
    if held is None:
        return see_other(address)
    try:
        take_back(room(request).store, held, now(), form.get("seen"))
    except ChangedError as changed:
        return _changed(request, claim, None, changed, form)
    return see_other(address)


def naming(request: Request) -> Response:
    """The page that asks who judges."""
    if not room(request).settings.write:
        return page(request, "judge_closed.html")
    known = Sitting.of(request, {}).curator
    return page(request, "judge_name.html", csrf=csrf.token(request), name=known, back="")


@posted
def name_curator(request: Request, form: Form) -> Response:
    """Let the browser keep who judges, and go on to the cards."""
    name, back = curator_name(form.get("name", "")), form.get("back", "")
    if not name:
        return page(request, "judge_name.html", 422, csrf=csrf.token(request), name="", back=back)
    given = dict(parse_qsl(back))
    claim = {"claim": given["claim"]} if "claim" in given else {}
    response = see_other(Asked.read(given).address(**claim))
    remember(request, response, name)
    return response


def _changed(request: Request, claim: Claim, made: Decision | None, changed: ChangedError, form: Form) -> Response:
    """Both verdicts, where the log has another than the sender of a form saw."""
    kept = {name: value for name, value in form.items() if name not in {csrf.FIELD, "seen"}}
    return page(
        request,
        "judge_changed.html",
        409,
        claim=claim,
        held=told(changed.held) if changed.held else None,
        made=told(made) if made else None,
        seen=mark(changed.held),
        fields=kept,
        csrf=csrf.token(request),
        onward=_onward(claim, form, Asked.read(_asked(form))),
        withdraw=Verdict.WITHDRAW,
    )


def _asked(form: Form) -> dict[str, str]:
    """What the sender of a form had asked for, as the address of their page said."""
    return dict(parse_qsl(form.get("back", "")))


def _from_claim(form: Form) -> bool:
    return form.get("origin") == "claim"


def _onward(claim: Claim, form: Form, asked: Asked) -> str:
    return path_of(claim.row.claim) if _from_claim(form) else asked.address(after=claim.id, saved=claim.id)
