"""
Stage 1, meta-distillation pretraining: the vectors of the first part of a text must do for what comes after (spec,
section 3).
"""

import random
from dataclasses import dataclass

import torch
from torch import Tensor, nn

from .anchors import Anchoring
from .checkpoints import has_checkpoint, save_weights
from .families.rows import Queries, pad
from .families.target import TargetLM
from .loop import Shard, make_accelerator, train
from .losses import answer_loss, distillation_loss
from .model_settings import CheckpointSettings
from .prepare import Workshop, in_layers, step_random
from .prose import Prose, read_prose
from .reading import first_states, reading_loss
from .reading_start import AnchoredText, start_reading
from .recipe import PretrainSettings


@dataclass(frozen=True)
class Documents:
    """Token ids of a step's documents, and what the losses weigh."""

    texts: list[list[int]]
    kl_weight: float = 1.0
    reading_weight: float = 0.0
    clm_weight: float = 0.0


def pretrain_distiller(workshop: Workshop) -> None:
    """Trains the distiller on text alone and writes `pretrain/model.safetensors`."""
    recipe = workshop.recipe
    settings = recipe.pretrain
    if (settings.reading_steps or settings.reading_start) and workshop.anchoring.kind == "after":
        raise SystemExit("pretrain.reading_*: placeholders only learn to read with model.anchors: answers or copies")
    if in_layers(recipe.model) and (settings.reading_start or settings.reading_steps or settings.reading_weight):
        raise SystemExit(
            "pretrain.reading_start, reading_steps and reading_weight teach vectors that are read like tokens: "
            "leave them out with model.prefix: layers"
        )
    if settings.reading_start and isinstance(recipe.model, CheckpointSettings) and recipe.model.lora:
        raise SystemExit(
            "pretrain.reading_start rewrites the distiller's body, which low-rank adapters leave alone: "
            "leave out it or model.lora"
        )
    accelerator = make_accelerator(settings.loop)
    with accelerator.local_main_process_first():
        prose = read_prose(workshop)
    target = workshop.teacher()
    distiller = workshop.distiller(target, None)
    if settings.reading_start and not has_checkpoint(recipe.folder("pretrain")):
        try:
            # Without dropout, which is noise to what it fits.
            start_reading(distiller.eval(), target, task_texts(workshop, 200))
        except ValueError as error:
            raise SystemExit(f"pretrain.reading_start: {error}") from error
    target.to(accelerator.device)

    def draw(step: int) -> Documents:
        rng = step_random("pretrain", settings.loop.seed, step)
        texts = draw_texts(prose, rng, settings)
        if step < settings.reading_steps:
            return Documents(texts, kl_weight=0.0, reading_weight=1.0)
        return Documents(texts, settings.kl_weight, settings.reading_weight, settings.clm_weight)

    def loss(prepared: nn.Module, drawn: Documents, shard: Shard) -> tuple[Tensor, dict[str, float], int]:
        return documents_loss(target, prepared, workshop.anchoring, drawn, settings.beta, shard)

    train(settings.loop, accelerator, distiller, draw, loss, recipe.folder("pretrain"), settings.documents_per_step)
    save_weights(recipe.folder("pretrain") / "model.safetensors", distiller, accelerator.is_main_process)


def task_texts(workshop: Workshop, count: int) -> list[AnchoredText]:
    """Demonstrations of tasks as stage 2 will draw them."""
    settings = workshop.recipe.finetune
    sampler, rng = workshop.sampler(settings.phases[-1].packs), step_random("reading", settings.loop.seed, 0)
    texts: list[AnchoredText] = []
    while len(texts) < count:
        shown = workshop.encoder.demonstrations(sampler.draw(rng, settings.shots, 1).demonstrations)
        if shown.ids:
            texts.append(AnchoredText(shown.ids, workshop.anchoring.behind(len(shown.ids), shown.answers)))
    return texts


def draw_texts(prose: Prose, rng: random.Random, settings: PretrainSettings) -> list[list[int]]:
    """Token ids of a step's texts, of one length or, where they are whole documents, of at most that length."""
    length, count = rng.choice(settings.document_tokens), settings.documents_per_step
    if not settings.whole_documents:
        return [prose.window(rng, length) for _ in range(count)]
    texts: list[list[int]] = []
    while len(texts) < count:
        text = prose.document(rng, length)
        # One token to read, and one that it must do for.
        if 1 <= int(settings.beta * len(text)) < len(text):
            texts.append(text)
    return texts


def documents_loss(
    target: TargetLM,
    distiller: nn.Module,
    anchoring: Anchoring,
    documents: Documents,
    beta: float,
    shard: Shard,
) -> tuple[Tensor, dict[str, float], int]:
    """
    Mean KL and cross-entropy per token of the last `1 - beta` of each document, and the reading loss of what is before;
    all documents count in the means, this process computes its own.
    """
    device = next(distiller.parameters()).device
    cut_documents = [(document, int(beta * len(document))) for document in documents.texts]
    mine = cut_documents[shard.rank :: shard.world]
    prefix, prefix_lengths = pad([document[:cut] for document, cut in mine], device)
    anchors = torch.tensor([anchoring.behind_text(cut) for _, cut in mine], device=device)
    vectors = distiller(prefix, prefix_lengths, anchors)
    loss, figures = torch.zeros((), device=device), {}
    if documents.kl_weight or documents.clm_weight:
        behind = [len(document) - cut for document, cut in cut_documents]
        kl, clm = continuation_losses(target, vectors, prefix, prefix_lengths, mine, documents)
        if documents.kl_weight:
            kl = kl * (shard.world / sum(behind))
            loss, figures["kl"] = loss + documents.kl_weight * kl, kl.item()
        if documents.clm_weight:
            # The first token after a cut is read, and not predicted.
            clm = clm * (shard.world / max(1, sum(behind) - len(behind)))
            loss, figures["clm"] = loss + documents.clm_weight * clm, clm.item()
    if documents.reading_weight:
        share = len(mine) * shard.world / len(cut_documents)
        read = anchoring.count - anchoring.recent
        wanted = first_states(target, prefix, prefix_lengths, anchors[:, :read])
        reading = reading_loss(vectors[:, :read], wanted) * share
        loss, figures["reading"] = loss + documents.reading_weight * reading, reading.item()
    return loss, figures, sum(len(document) for document, _ in mine)


def continuation_losses(
    target: TargetLM,
    vectors: Tensor,
    prefix: Tensor,
    prefix_lengths: Tensor,
    cut_documents: list[tuple[list[int], int]],
    weights: Documents,
) -> tuple[Tensor, Tensor]:
    """Sums over all tokens after the cuts of the KL, and of the cross-entropy; 0 for what weighs nothing."""
    device = prefix.device
    continued = [(index, text[cut : cut + 1], text[cut + 1 :]) for index, (text, cut) in enumerate(cut_documents)]
    queries = Queries.of(continued, device)
    where, tokens = target.positions(queries), queries.answer_positions()
    student = target.head(target.behind_vectors(vectors, queries)[where])
    kl = clm = torch.zeros((), device=device)
    if weights.kl_weight:
        with torch.no_grad():
            teacher = target.head(target.behind(target.embeddings(prefix), prefix_lengths, queries)[where])
        kl = distillation_loss(teacher, student)
    if weights.clm_weight:
        clm = answer_loss(student[tokens[where]], queries.next_tokens()[tokens])
    return kl, clm
