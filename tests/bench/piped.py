"""Claims made in spaCy's own processes, for ``engines.py``: ``nlp.pipe`` with the components that ``kg`` reads with."""

from __future__ import annotations

from collections.abc import Iterator

from spacy.language import Language
from spacy.tokens import Doc

from kg import extract
from kg.extract import harvest, network
from kg.extract.blend import Blender, places
from kg.extract.funnel import Funnel
from kg.extract.harvest import Block
from kg.model import Document, Engine, Role
from kg.repair import repair
from kg.vocab import load as load_vocabulary

BATCH = 32
READ = frozenset({Role.TITLE, Role.BODY, Role.KEYWORDS})


def claims(found: list[Document], processes: int, engine: Engine) -> Iterator[int]:
    """Numbers of claims of the parts of documents, from spaCy's processes."""
    nlp = extract.load()
    tokenizer, finder = nlp.tokenizer, nlp.get_pipe("igr_entities")

    def mended(text: str) -> Doc:
        repaired = repair(text, 0)
        doc = tokenizer(repaired.text)
        doc._.role = Role.BODY
        doc.user_data["block"] = text, repaired
        return doc

    def count(doc: Doc) -> Doc:
        text, repaired = doc.user_data.pop("block")
        block = Block("document", text, repaired, doc)
        drafts = harvest.claims(block, finder, load_vocabulary(), Funnel())  # type: ignore[arg-type]
        made = [d.claim for d in drafts]
        if engine is not Engine.RULES:
            blender = Blender(network.load(), load_vocabulary())
            made = blender.read([*places(block)], 0, list(drafts), Funnel())[1]
        doc.user_data = {"claims": len(made)}
        return doc

    nlp.tokenizer = mended
    Language.component("igr_count", func=count)
    nlp.add_pipe("igr_count")
    texts = (d.text[p.start : p.end] for d in found for p in d.parts if p.role in READ)
    for doc in nlp.pipe(texts, n_process=processes, batch_size=BATCH):
        yield doc.user_data["claims"]
