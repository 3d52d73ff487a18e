"""
docs/model-folder.md in the plainest PyTorch: no cache, no batch, no ONNX, every option by its own forward pass. It is
written from the document alone, apart from the code that trains and the code that runs, so that the three can be held
against each other.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import torch
from tokenizers import Tokenizer
from transformers import PreTrainedModel

from .reference import distil, logits_after
from .weights import DistillerLike

BLANKS = " \t\r\n\v\f"


@dataclass(frozen=True)
class Rules:
    """What mend.json fixes: `template` and `limits` in its spelling."""

    tokenizer: Tokenizer
    template: dict[str, str]
    limits: dict[str, int]

    def encode(self, text: str) -> list[int]:
        return self.tokenizer.encode(text, add_special_tokens=False).ids if text else []

    def input_ids(self, text: str, room: int) -> list[int]:
        """The input part in at most `room` tokens: the tail of the input is cut, the suffix stays."""
        suffix = self.encode(self.template["inputSuffix"])
        return self.encode(self.template["inputPrefix"] + text.strip(BLANKS))[: max(0, room - len(suffix))] + suffix

    def output_ids(self, text: str) -> list[int]:
        return self.encode(self.template["outputPrefix"] + text.strip(BLANKS) + self.template["outputSuffix"])

    def option_ids(self, text: str) -> list[int]:
        ids = self.encode(self.template["outputPrefix"] + text.strip(BLANKS))
        if len(ids) > self.limits["exampleTokens"] // 2:
            raise ValueError(f"option {text!r} takes {len(ids)} tokens")
        return ids


@dataclass(frozen=True)
class Part:
    """A demonstration as it is read; empty where it was dropped."""

    input: list[int]
    output: list[int]
    fate: str
    tokens: int


def fit(rules: Rules, demonstrations: list[dict[str, str]]) -> list[Part]:
    """The two token limits, in the order of the document."""
    smallest = len(rules.encode(rules.template["inputSuffix"])) + 1
    left: int | None = rules.limits["demonstrationTokens"]
    parts = []
    for demonstration in demonstrations:
        output = rules.output_ids(demonstration["output"])
        whole = rules.input_ids(demonstration["input"], 10**9)
        alone = rules.input_ids(demonstration["input"], rules.limits["exampleTokens"] - len(output))
        room = 0 if left is None else min(left, rules.limits["exampleTokens"]) - len(output)
        fitted = rules.input_ids(demonstration["input"], room)
        if left is None or (len(fitted) > room or room < smallest):
            parts.append(Part([], [], "dropped", len(alone) + len(output)))
            left = None
            continue
        parts.append(Part(fitted, output, "whole" if fitted == whole else "cut", len(fitted) + len(output)))
        left = None if fitted != alone else left - len(fitted) - len(output)
    return parts


def report(rules: Rules, parts: list[Part]) -> dict:
    """The engine's TokenReport."""
    kept = [part for part in parts if part.fate != "dropped"]
    return {
        "each": [{"tokens": part.tokens, "fate": part.fate} for part in parts],
        "total": sum(part.tokens for part in kept),
        "budget": rules.limits["demonstrationTokens"],
        "used": len(kept),
    }


@dataclass(frozen=True)
class Reader:
    """A target LM, and where it reads queries: `queryIn` in mend.json."""

    target: PreTrainedModel
    query_in: str

    def logits(self, prefix: torch.Tensor, query: list[int], answer: list[int]) -> torch.Tensor:
        """`[1 + A, V]`: behind the query, and behind each token of the answer."""
        ids = (torch.tensor(part, dtype=torch.long) for part in (query, answer))
        return logits_after(self.target, prefix, *ids, self.query_in)[-1 - len(answer) :]


def score_option(reader: Reader, prefix: torch.Tensor, query: list[int], option: list[int]) -> float:
    """Mean log-likelihood of an option's tokens behind prefix and query."""
    rows = torch.log_softmax(reader.logits(prefix, query, option).double(), -1)[:-1]
    return sum(row[token].item() for row, token in zip(rows, option, strict=True)) / len(option)


def answer(reader: Reader, prefix: torch.Tensor, query: list[int], options: dict[str, list[int]] | None) -> dict:
    """One arm's answer: the logits behind the query, and the options' scores."""
    next_logits = reader.logits(prefix, query, [])[-1]
    result: dict = {"prefixTokens": prefix.shape[0], "nextLogits": next_logits.tolist()}
    if options:
        scores = {text: score_option(reader, prefix, query, ids) for text, ids in options.items()}
        largest = max(scores.values())
        weights = [math.exp(score - largest) for score in scores.values()]
        result["scores"] = list(scores.values())
        result["probabilities"] = [weight / sum(weights) for weight in weights]
        result["prediction"] = max(scores, key=scores.__getitem__)
    return result


def generate(
    reader: Reader, rules: Rules, prefix: torch.Tensor, query: list[int], limit: int, smallest_margin: float
) -> dict:
    """
    Greedy: token ids up to the one that completes `outputSuffix` (kept), or `maxTokens`, which is `limit` or the
    number of tokens before the first choice that leads by less than `smallest_margin` in logits.
    """
    ids: list[int] = []
    while rules.template["outputSuffix"] not in rules.tokenizer.decode(ids, skip_special_tokens=False):
        top = reader.logits(prefix, query, ids)[-1].topk(2)
        if len(ids) == limit or (top.values[0] - top.values[1]).item() < smallest_margin:
            return {"maxTokens": len(ids), "ids": ids}
        ids.append(int(top.indices[0]))
    return {"maxTokens": limit, "ids": ids}


def fidelity(full: list[float], distilled: list[float]) -> dict[str, float]:
    p, q = (torch.log_softmax(torch.tensor(logits, dtype=torch.float64), -1) for logits in (full, distilled))
    return {"kl": (p.exp() * (p - q)).sum().item(), "top1Agreement": float(int(p.argmax()) == int(q.argmax()))}


def anchors(parts: list[Part], kind: str, count: int) -> list[int]:
    """The placeholders' position ids where `distiller.anchors` is `answers`, `copies` or `hybrid`."""
    kept = [part for part in parts if part.fate != "dropped"]
    total = sum(len(part.input) + len(part.output) for part in kept)
    recent = count // 2 if kind == "hybrid" else 0
    return _answers(kept, count - recent) + [max(0, total - recent + index) for index in range(recent)]


def _answers(kept: list[Part], count: int) -> list[int]:
    places: list[tuple[int, int, int]] = []
    place = 0
    for index, part in enumerate(kept):
        place += len(part.input)
        places += [(step, index, place + step) for step in range(len(part.output))]
        place += len(part.output)
    first = [place for step, _, place in places if step == 0]
    if len(first) >= count:
        return [first[math.floor(index * len(first) / count)] for index in range(count)]
    ordered = [place for _, _, place in sorted(places)]
    return (ordered * count)[:count]


def taken(distiller: DistillerLike, tokens: int) -> list[int]:
    """Which vectors stand for so many tokens where nobody asks for a number of them."""
    kind, count, ratio = distiller.anchoring.kind, distiller.placeholders.shape[0], distiller.anchoring.least_ratio
    wanted = min(count, max(1, math.floor(tokens / ratio))) if ratio else count
    if kind != "hybrid":
        return list(range(wanted))
    recent, answers = wanted // 2, count - count // 2
    bits = math.ceil(math.log2(answers)) if answers > 1 else 1
    order = sorted(range(2**bits), key=lambda index: [index >> bit & 1 for bit in range(bits)])
    spread = [index for index in order if index < answers]
    return sorted(spread[: wanted - recent]) + list(range(count - recent, count))


def prefixes(target: PreTrainedModel, distiller: DistillerLike, parts: list[Part]) -> dict[str, torch.Tensor]:
    """What each arm reads in front of the query, `[P, width]`."""
    embeddings = target.get_input_embeddings().weight.detach()
    ids = torch.tensor([token for part in parts for token in part.input + part.output])
    positions = anchors(parts, distiller.anchoring.kind, distiller.placeholders.shape[0])
    return {
        "zeroShot": torch.zeros(0, embeddings.shape[1]),
        "fullIcl": embeddings[ids],
        "distilled": distil(distiller, ids[None], [positions])[0][taken(distiller, len(ids))],
    }
