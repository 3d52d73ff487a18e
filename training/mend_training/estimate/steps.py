"""What one step of a stage computes, and what it needs in memory at once."""

from dataclasses import dataclass

import torch
from torch import Tensor
from torch._subclasses.fake_tensor import FakeTensorMode

from ..families import body as bodies
from ..families.target import TargetLM
from ..losses import answer_loss, distillation_loss
from ..model import Distiller
from ..recipe import Recipe
from .counting import count_flops, remembering
from .models import logits_behind, new_models


@dataclass(frozen=True)
class Lengths:
    """
    Tokens of the longest texts of a stage: what the distiller reads, and the target that teaches; `queries` of `query`
    tokens and an answer; `items` such packs or documents a step, `at_once` of them in one process.
    """

    distiller: int
    teacher: int
    queries: int
    query: int
    answer: int
    items: int
    at_once: int


@dataclass(frozen=True)
class Step:
    """
    FLOPs of a step of all processes; bytes in one process: `target` and `distiller` weights, `gradients` of what is
    trained, `optimizer` state, and `activations` kept for the backward pass.
    """

    flops: int
    target: int
    distiller: int
    gradients: int
    optimizer: int
    activations: int

    @property
    def bytes(self) -> int:
        return self.target + self.distiller + self.gradients + self.optimizer + self.activations


_ANSWER = 4
"""Tokens of an answer: how a query is shared between input and answer hardly changes what is computed."""


def lengths_of(recipe: Recipe) -> dict[str, Lengths]:
    """The longest texts that the recipe allows, by stage."""
    document = max(recipe.pretrain.document_tokens)
    read = int(recipe.pretrain.beta * document)
    shown, example = recipe.limits.demonstration_tokens, recipe.limits.example_tokens
    documents, packs = recipe.pretrain.documents_per_step, recipe.finetune.packs_per_step
    settings = recipe.finetune
    return {
        "pretrain": Lengths(
            read, read, 1, 1, document - read - 1, documents, recipe.pretrain.loop.micro_batch or documents
        ),
        "finetune": Lengths(
            shown,
            settings.teacher_tokens or shown,
            settings.queries,
            example - _ANSWER,
            _ANSWER,
            packs,
            settings.loop.micro_batch or packs,
        ),
    }


def count_stages(recipe: Recipe) -> dict[str, Step]:
    """A step of each stage of a recipe whose target LM exists, by the stage's name."""
    # Gradients of fake weights are fake too; nothing here is ever allocated.
    with FakeTensorMode():
        target, distiller = new_models(recipe.model)
        loops = {"pretrain": recipe.pretrain.loop, "finetune": recipe.finetune.loop}
        return {
            stage: _count(target, distiller, lengths, loops[stage].precision)
            for stage, lengths in lengths_of(recipe).items()
        }


def _count(target: TargetLM, distiller: Distiller, lengths: Lengths, precision: str) -> Step:
    def losses(vectors: Tensor) -> Tensor:
        prefix = target.embeddings(torch.zeros(lengths.at_once, lengths.teacher, dtype=torch.long))
        shape = (lengths.queries, lengths.query, lengths.answer)
        with torch.no_grad():
            teacher = logits_behind(target, prefix, *shape).flatten(0, -2)
        student = logits_behind(target, vectors.to(prefix.dtype), *shape).flatten(0, -2)
        answers = torch.zeros(student.shape[0], dtype=torch.long)
        return distillation_loss(teacher, student) + answer_loss(student, answers)

    def step() -> None:
        losses(distil(distiller, lengths)).backward()

    # `auto` is bfloat16 wherever a GPU is worth an estimate.
    with torch.autocast("cpu", torch.bfloat16, enabled=precision != "no"):
        flops = count_flops(step) * -(-lengths.items // lengths.at_once)
        kept = remembered(distiller, lengths)
        vectors = distil(distiller, lengths)
        with remembering(target, distiller) as kept_by_student:
            losses(vectors)
    trained = sum(parameter.numel() for parameter in distiller.parameters() if parameter.requires_grad)
    of_target = {id(parameter) for parameter in target.parameters()}
    own = [parameter for parameter in distiller.parameters() if id(parameter) not in of_target]
    return Step(
        flops=flops,
        target=_bytes(target.parameters()),
        distiller=_bytes(own),
        gradients=4 * trained,
        # AdamW keeps two averages of each gradient.
        optimizer=8 * trained,
        activations=kept + kept_by_student.bytes,
    )


def remembered(distiller: Distiller, lengths: Lengths) -> int:
    """
    Bytes that the distiller's forward pass keeps and, with gradient checkpointing, those of the one block that is being
    computed again.
    """
    with remembering(distiller) as kept:
        distil(distiller, lengths)
    if not distiller.body.is_activation_checkpointing:
        return kept.bytes
    distiller.body.activation_checkpointing_disable()
    with remembering(distiller) as everything:
        distil(distiller, lengths)
    distiller.body.activation_checkpointing_enable({"use_reentrant": False})
    return kept.bytes + everything.bytes // bodies.count_blocks(distiller.body)


def distil(distiller: Distiller, lengths: Lengths) -> Tensor:
    rows, read = lengths.at_once, lengths.distiller
    ids = torch.zeros(rows, read, dtype=torch.long)
    anchors = torch.zeros(rows, distiller.anchoring.count, dtype=torch.long)
    return distiller(ids, torch.full((rows,), read), anchors)


def _bytes(parameters) -> int:
    return sum(parameter.numel() * parameter.element_size() for parameter in parameters)
