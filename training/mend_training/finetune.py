"""
Stage 2, meta-distillation finetuning: cross-entropy on answers plus lambda times the distillation loss (spec,
section 4).
"""

import random
from collections.abc import Callable
from dataclasses import dataclass

import torch
from torch import Tensor, nn

from .anchors import Anchoring
from .checkpoints import save_weights
from .data.packs import Pack, PackSampler
from .data.rows import buckets
from .families.rows import Queries, pad
from .families.target import TargetLM
from .loop import Shard, make_accelerator, train
from .losses import answer_loss, distillation_loss, states_loss
from .prepare import Workshop, phase_at, step_random
from .recipe import FinetuneSettings
from .template import Encoder

_TRIES = 20
"""How many packs are drawn, at most, for each that is wanted."""


@dataclass(frozen=True)
class EncodedPack:
    """
    Token ids of the demonstrations, the placeholders' position ids behind them, and `(query, answer)` ids of each
    query. `taught`: the demonstrations that the target LM reads which teaches, where those are others.
    """

    demonstrations: list[int]
    anchors: list[int]
    queries: list[tuple[list[int], list[int]]]
    taught: list[int] | None = None


@dataclass(frozen=True)
class Packs:
    """A step's packs, and how many vectors stand for each."""

    packs: list[EncodedPack]
    vectors: list[int]


def finetune_distiller(workshop: Workshop) -> None:
    """Trains the distiller from the end of stage 1 on tasks and writes `finetune/model.safetensors`."""
    recipe = workshop.recipe
    settings = recipe.finetune
    draw, folder = pack_drawer(workshop), recipe.folder("finetune")
    accelerator = make_accelerator(settings.loop)
    target = workshop.teacher().to(accelerator.device)
    distiller = workshop.distiller(target, "pretrain")

    def loss(prepared: nn.Module, drawn: Packs, shard: Shard) -> tuple[Tensor, dict[str, float], int]:
        return packs_loss(target, prepared, drawn.packs, settings, drawn.vectors, shard)

    train(settings.loop, accelerator, distiller, draw, loss, folder, settings.packs_per_step)
    save_weights(folder / "model.safetensors", distiller, accelerator.is_main_process)


def pack_drawer(workshop: Workshop) -> Callable[[int], Packs]:
    """step → the packs of that step of stage 2, which the baselines that learn from packs draw too."""
    settings = workshop.recipe.finetune
    samplers = [workshop.sampler(phase.packs) for phase in settings.phases]

    def draw(step: int) -> Packs:
        rng, phase = step_random("finetune", settings.loop.seed, step), phase_at(settings.phases, step)
        packs = draw_packs(workshop, samplers[phase], rng, settings.phases[phase].shots or settings.shots)
        anchoring = workshop.anchoring
        return Packs(packs, anchoring.kept(draw_count(settings, anchoring.count, rng)))

    return draw


def draw_packs(workshop: Workshop, sampler: PackSampler, rng: random.Random, most: int) -> list[EncodedPack]:
    """
    A step's packs, of at most `most` demonstrations; where one fits no demonstration or no query, others are drawn in
    its place.
    """
    settings = workshop.recipe.finetune
    packs: list[EncodedPack] = []
    for _ in range(_TRIES * settings.packs_per_step):
        drawn = sampler.draw(rng, draw_shots(settings, rng, most), settings.queries)
        taught = taught_ids(workshop.encoder, drawn, settings, rng)
        pack = encode_pack(workshop.encoder, workshop.anchoring, drawn, taught)
        packs += [pack] if pack else []
        if len(packs) == settings.packs_per_step:
            return packs
    raise SystemExit("hardly any demonstration fits limits.example_tokens and limits.demonstration_tokens: raise them")


def draw_shots(settings: FinetuneSettings, rng: random.Random, most: int) -> int:
    """K, and sometimes fewer: a user's block need not hold K demonstrations."""
    return most if rng.random() >= settings.fewer_shots else rng.randint(2, most)


def taught_ids(encoder: Encoder, pack: Pack, settings: FinetuneSettings, rng: random.Random) -> list[int] | None:
    """What the target LM reads that teaches, where it is not what the distiller reads."""
    if not settings.teacher_tokens and not settings.teacher_shuffled:
        return None
    demonstrations = list(pack.demonstrations)
    if settings.teacher_shuffled:
        rng.shuffle(demonstrations)
    return encoder.demonstrations(demonstrations, settings.teacher_tokens or None).ids


def draw_count(settings: FinetuneSettings, vectors: int, rng: random.Random) -> int:
    """All vectors, and sometimes fewer: so that any number of them is a compression by itself."""
    return vectors if rng.random() >= settings.fewer_vectors else rng.randint(max(1, vectors // 8), vectors)


def encode_pack(
    encoder: Encoder, anchoring: Anchoring, pack: Pack, taught: list[int] | None = None
) -> EncodedPack | None:
    """None where no demonstration or no query fits."""
    queries = [pair for query in pack.queries if (pair := encoder.pair(query))]
    shown = encoder.demonstrations(pack.demonstrations)
    if not shown.ids or not queries:
        return None
    return EncodedPack(shown.ids, anchoring.behind(len(shown.ids), shown.answers), queries, taught)


def packs_loss(
    target: TargetLM,
    distiller: nn.Module,
    packs: list[EncodedPack],
    settings: FinetuneSettings,
    kept: list[int],
    shard: Shard,
) -> tuple[Tensor, dict[str, float], int]:
    """
    CE + lambda KL over the queries of all packs, behind the vectors `kept` of each; this process computes its own
    packs, scaled to the mean over all.
    """
    kl_total, ce_total = totals(target, packs, settings)
    mine = packs[shard.rank :: shard.world]
    teaching, ce = torch.zeros(()), torch.zeros(())
    figures = {"ce": 0.0, "kl": 0.0}
    for part in buckets(mine, 3, lambda pack: len(pack.demonstrations)):
        losses = part_losses(target, distiller, part, settings, kept)
        teaching = teaching + settings.kl_weight * losses.kl + settings.states_weight * losses.states
        ce = ce + losses.ce
        figures["kl"] += losses.kl.item() * (shard.world / kl_total)
    figures["ce"] = ce.item() * (shard.world / ce_total)
    loss = settings.ce_weight * ce * (shard.world / ce_total) + teaching * (shard.world / kl_total)
    tokens = sum(len(pack.demonstrations) + sum(len(q) + len(a) for q, a in pack.queries) for pack in mine)
    return loss, figures, tokens


@dataclass(frozen=True)
class Losses:
    """Sums over the queries of some packs: of the KL, of the cross-entropy, and of what states differ by."""

    kl: Tensor
    ce: Tensor
    states: Tensor


def part_losses(
    target: TargetLM, distiller: nn.Module, packs: list[EncodedPack], settings: FinetuneSettings, kept: list[int]
) -> Losses:
    """The losses of packs of like length."""
    device = next(distiller.parameters()).device
    prefix, prefix_lengths = pad([pack.demonstrations for pack in packs], device)
    anchors = torch.tensor([pack.anchors for pack in packs], device=device)
    queries = query_rows(packs, device)
    answers = queries.answer_positions()
    where = target.positions(queries) if settings.kl_positions == "all" else answers
    read, read_lengths = pad([pack.demonstrations if pack.taught is None else pack.taught for pack in packs], device)
    with torch.no_grad():
        taught = target.behind(target.embeddings(read), read_lengths, queries)[where]
        teacher = target.head(taught)
    vectors = distiller(prefix, prefix_lengths, anchors)[:, kept]
    states = target.behind_vectors(vectors, queries)[where]
    student = target.head(states)
    return Losses(
        distillation_loss(teacher, student, settings.temperature),
        answer_loss(student[answers[where]], queries.next_tokens()[answers]),
        states_loss(taught, states) if settings.states_weight else torch.zeros((), device=device),
    )


def totals(target: TargetLM, packs: list[EncodedPack], settings: FinetuneSettings) -> tuple[int, int]:
    """Positions of the KL and of the cross-entropy over all packs."""
    answers = sum(len(answer) for pack in packs for _, answer in pack.queries)
    every = sum(target.count_positions(len(query), len(answer)) for pack in packs for query, answer in pack.queries)
    return (every if settings.kl_positions == "all" else answers), answers


def query_rows(packs: list[EncodedPack], device: torch.device) -> Queries:
    rows = [(index, query, answer) for index, pack in enumerate(packs) for query, answer in pack.queries]
    return Queries.of(rows, device)
