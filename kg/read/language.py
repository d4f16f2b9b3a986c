"""Which language a text is in (py3langid, after Lui and Baldwin 2012), told only where it is beyond doubt."""

from __future__ import annotations

from functools import cache

from py3langid.langid import MODEL_FILE, LanguageIdentifier

LEAST = 120
"""Letters of a text below which its language is not told: a title may be a name."""

_SURE = 0.99
_HEAD = 4_000  # characters of a text that are looked at
_CODES = dict(
    pair.split("=")
    for pair in (
        "ara=ar ces=cs chi=zh cze=cs dan=da deu=de dut=nl ell=el eng=en est=et fas=fa fin=fi fra=fr fre=fr ger=de "
        "gre=el heb=he hin=hi hun=hu ind=id ita=it jpn=ja kor=ko lit=lt nld=nl nor=no per=fa pol=pl por=pt ron=ro "
        "rum=ro rus=ru slo=sk spa=es swe=sv tha=th tur=tr ukr=uk vie=vi zho=zh"
    ).split()
)
"""Codes of ISO 639-2, both forms, to those of ISO 639-1."""

_NAMES = {
    "Arabic": "ar",
    "Chinese": "zh",
    "Czech": "cs",
    "Dutch": "nl",
    "English": "en",
    "French": "fr",
    "German": "de",
    "Indonesian": "id",
    "Italian": "it",
    "Japanese": "ja",
    "Korean": "ko",
    "Persian": "fa",
    "Polish": "pl",
    "Portuguese": "pt",
    "Romanian": "ro",
    "Russian": "ru",
    "Spanish": "es",
    "Swedish": "sv",
    "Turkish": "tr",
    "Ukrainian": "uk",
}
_BY_CODE = {code: name for name, code in _NAMES.items()}


def language(text: str) -> str:
    """The ISO 639-1 code of the language of a text; empty where it is too short or in doubt.

    Half of an abstract in English is enough for ``en``: two languages often stand one after the other.
    """
    if sum(c.isalpha() for c in text[:_HEAD]) < LEAST:
        return _of_script(text)
    head = text[:_HEAD]
    half = len(head) // 2
    found, sure = _identifier().classify(head)
    if found == "en":
        return "en"
    if any(_identifier().classify(part)[0] == "en" for part in (head[:half], head[half:])):
        return "en"
    return str(found) if sure >= _SURE else ""


def named(word: str) -> str:
    """The code of a language as a record names it (``English``, ``eng``, ``en-GB``); empty where it is unknown."""
    name = word.strip().split(";")[0].strip()
    if name.capitalize() in _NAMES:
        return _NAMES[name.capitalize()]
    code = name.replace("_", "-").split("-")[0].lower()
    code = _CODES.get(code, code)
    return code if len(code) == 2 and code.isalpha() else ""


def label(code: str) -> str:
    """The name of a language with its code, ``Chinese (zh)``; the code alone where we have no name."""
    return f"{_BY_CODE[code]} ({code})" if code in _BY_CODE else code


def _of_script(text: str) -> str:
    """A language told by its letters alone, for texts too short for anything else."""
    letters = [c for c in text if c.isalpha()]
    if not letters:
        return ""
    for code, first, last in (("ja", "\u3040", "\u30ff"), ("ko", "\uac00", "\ud7af"), ("zh", "\u4e00", "\u9fff")):
        if sum(first <= c <= last for c in letters) * 3 > len(letters):
            return code
    return ""


@cache
def _identifier() -> LanguageIdentifier:
    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
