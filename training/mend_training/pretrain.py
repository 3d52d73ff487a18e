"""
Stage 1, meta-distillation pretraining: the vectors of the first part of a text must do for what comes after (spec,
section 3).
"""

import random

import torch
from torch import Tensor, nn
from transformers import GPT2LMHeadModel

from .anchors import Anchoring
from .distillation import Queries, pad, student_hidden, teacher_hidden
from .loop import Shard, StepLoss, make_accelerator, save_weights, train
from .losses import distillation_loss
from .prepare import Workshop, prose_tokens, step_random
from .reading import first_states, reading_loss


def pretrain_distiller(workshop: Workshop) -> None:
    """Trains the distiller on text alone and writes `pretrain/model.safetensors`."""
    recipe = workshop.recipe
    settings = recipe.pretrain
    if settings.reading_steps and workshop.anchoring.kind != "answers":
        raise SystemExit("pretrain.reading_steps: placeholders can only learn to read with model.anchors: answers")
    prose = prose_tokens(workshop)
    accelerator = make_accelerator(settings.loop)
    target = workshop.target().to(accelerator.device)
    distiller = workshop.distiller(target, None)

    def make_loss(prepared: nn.Module) -> StepLoss:
        def loss(step: int, shard: Shard) -> tuple[Tensor, dict[str, float], int]:
            rng = step_random("pretrain", settings.loop.seed, step)
            length = rng.choice(settings.document_tokens)
            documents = [window(prose, rng, length) for _ in range(settings.documents_per_step)]
            if step < settings.reading_steps:
                return reading_step(target, prepared, workshop.anchoring, documents, shard)
            return documents_loss(target, prepared, workshop.anchoring, documents, settings.beta, shard)

        return loss

    train(settings.loop, accelerator, distiller, make_loss, recipe.folder("pretrain"))
    if accelerator.is_main_process:
        save_weights(recipe.folder("pretrain") / "model.safetensors", distiller)


def window(prose, rng: random.Random, length: int) -> list[int]:
    start = rng.randrange(len(prose) - length)
    return [int(token) for token in prose[start : start + length]]


def reading_step(
    target: GPT2LMHeadModel, distiller: nn.Module, anchoring: Anchoring, documents: list[list[int]], shard: Shard
) -> tuple[Tensor, dict[str, float], int]:
    """The reading loss of whole documents, all of one length; this process computes its own."""
    mine = documents[shard.rank :: shard.world]
    ids, lengths = pad(mine, next(distiller.parameters()).device)
    places = torch.tensor([anchoring.behind_text(len(document)) for document in mine], device=ids.device)
    states = first_states(target, ids, places.clamp(max=ids.shape[1] - 1))
    loss = reading_loss(distiller(ids, lengths, places), states)
    return loss * (len(mine) * shard.world / len(documents)), {"reading": loss.item()}, ids.numel()


def documents_loss(
    target: GPT2LMHeadModel,
    distiller: nn.Module,
    anchoring: Anchoring,
    documents: list[list[int]],
    beta: float,
    shard: Shard,
) -> tuple[Tensor, dict[str, float], int]:
    """
    Mean KL per token of the last `1 - beta` of each document; all documents count in the mean, this process computes
    its own.
    """
    device = next(distiller.parameters()).device
    cuts = [int(beta * len(document)) for document in documents]
    total = sum(len(document) - cut for document, cut in zip(documents, cuts, strict=True))
    mine = list(zip(documents, cuts, strict=True))[shard.rank :: shard.world]
    prefix, prefix_lengths = pad([document[:cut] for document, cut in mine], device)
    anchors = torch.tensor([anchoring.behind_text(cut) for _, cut in mine], device=device)
    ids, lengths = pad([document[cut:] for document, cut in mine], device)
    queries = Queries(torch.arange(len(mine), device=device), ids, lengths, torch.ones_like(lengths))
    where = queries.all_positions()
    teacher = target.lm_head(teacher_hidden(target, prefix, prefix_lengths, queries)[where])
    student = target.lm_head(student_hidden(target, distiller(prefix, prefix_lengths, anchors), queries)[where])
    loss = distillation_loss(teacher, student) * (shard.world / total)
    return loss, {"kl": loss.item()}, sum(len(document) for document, _ in mine)
