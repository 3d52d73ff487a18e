"""`mend-train evaluate --suite attention`: what the target LM looks at when it answers."""

import json
from collections.abc import Callable
from pathlib import Path

import torch
from torch import Tensor

from ..families.rows import Queries, pad_embeddings
from ..model import Distiller
from .arms import distil
from .bench import Bench
from .episodes import Episode, mapping_episode, synthetic_episode
from .figures import bars
from .report import write
from .suites import MAPPINGS, QUERIES, SEEDS, SHOTS, SYNTHETIC

Parts = dict[str, Tensor]
"""Masks `[P]` of the places of a prefix, by what they are."""

REST = "query and rest"
"""What is not paid to the prefix: to the query itself or, by a T5, to the end token."""


def evaluate_attention(bench: Bench) -> None:
    """Writes `attention.md`, `attention.json` and `attention.svg` into the output folder, and prints the first."""
    distiller = bench.distiller
    if distiller is None:
        raise SystemExit("there is no finetuned distiller yet: run `mend-train finetune` with this recipe first")
    episodes = synthetic_episodes(bench)
    shares = {
        "full ICL": paid(bench, episodes, lambda episode: demonstrations(bench, episode)),
        "distilled": paid(bench, episodes, lambda episode: vectors(bench, distiller, episode)),
    }
    output = Path(bench.workshop.recipe.output)
    write(output / "attention.json", json.dumps(shares, indent=2) + "\n")
    write(output / "attention.svg", picture(shares))
    text = markdown(bench.workshop.shape.id, shares)
    write(output / "attention.md", text)
    print(text)


def synthetic_episodes(bench: Bench) -> list[Episode]:
    """Those of gate 1."""
    synthetic = bench.workshop.synthetic
    return [
        *(mapping_episode(synthetic, labels, seed, SHOTS, QUERIES) for labels in MAPPINGS for seed in SEEDS),
        *(synthetic_episode(synthetic, kind, seed, SHOTS, QUERIES) for kind in SYNTHETIC for seed in SEEDS),
    ]


def demonstrations(bench: Bench, episode: Episode) -> tuple[Tensor, Parts]:
    """The embeddings `[P, d]` of full demonstrations, and which of their tokens are answers."""
    shown = bench.answerer.encoder.demonstrations(episode.demonstrations)
    answers = torch.zeros(len(shown.ids), dtype=torch.bool)
    for start, length in shown.answers:
        answers[start : start + length] = True
    return bench.answerer.embed(shown.ids), {"answers": answers, "inputs": ~answers}


def vectors(bench: Bench, distiller: Distiller, episode: Episode) -> tuple[Tensor, Parts]:
    """The distilled vectors `[P, d]`, and which of them stand for the last tokens where some do."""
    made = distil(distiller, bench.answerer.encoder.demonstrations(episode.demonstrations))
    if not distiller.anchoring.recent:
        return made, {"vectors": torch.ones(len(made), dtype=torch.bool)}
    # `Anchoring.kept`: the last half of them.
    last = torch.arange(len(made)) >= len(made) - len(made) // 2
    return made, {"vectors of answers": ~last, "vectors of the last tokens": last}


@torch.inference_mode()
def paid(
    bench: Bench, episodes: list[Episode], read: Callable[[Episode], tuple[Tensor, Parts]]
) -> list[dict[str, float]]:
    """Of each block: the share of attention paid to each part, in per cent, as means over all queries."""
    sums: list[dict[str, float]] = []
    count = 0
    for episode in episodes:
        prefix, parts = read(episode)
        rows = [(0, bench.answerer.encoder.query(query.input), []) for query in episode.queries]
        queries = Queries.of(rows, bench.answerer.device)
        weights = bench.answerer.target.prefix_attention(*pad_embeddings([prefix]), queries).cpu()
        sums = sums or [dict.fromkeys([*parts, REST], 0.0) for _ in weights]
        for block, shares in zip(weights, sums, strict=True):
            for name, places in parts.items():
                shares[name] += block[:, places].sum().item()
            shares[REST] += (1 - block.sum(1)).sum().item()
        count += len(rows)
    return [{name: 100 * total / count for name, total in block.items()} for block in sums]


def markdown(model: str, shares: dict[str, list[dict[str, float]]]) -> str:
    """A table for each way of answering, one row a block."""
    parts = [
        f"What `{model}` looks at from the place where it predicts the first token of an answer: per cent of its "
        "attention, by block, means over heads and over the queries of the synthetic tasks "
        f"(seeds {', '.join(map(str, SEEDS))}, {QUERIES} each)."
    ]
    for arm, blocks in shares.items():
        names = list(blocks[0])
        lines = [f"| {arm}: block | " + " | ".join(names) + " |", "|" + "---|" * (len(names) + 1)]
        lines += [
            f"| {number} | " + " | ".join(f"{block[name]:.0f}" for name in names) + " |"
            for number, block in enumerate(blocks, 1)
        ]
        parts.append("\n".join(lines))
    return "\n\n".join(parts) + "\n"


def picture(shares: dict[str, list[dict[str, float]]]) -> str:
    """SVG: a group of bars for each block of each way of answering."""
    names = list(dict.fromkeys(name for blocks in shares.values() for block in blocks for name in block))
    groups = [
        (f"{arm}, block {number}", block) for arm, blocks in shares.items() for number, block in enumerate(blocks, 1)
    ]
    series = {name: [block.get(name, 0.0) for _, block in groups] for name in names}
    return bars("Attention paid when an answer begins, per cent", [title for title, _ in groups], series)
