"""What every stage needs from a recipe: tokenizer, encoder, tasks, words, prose, models."""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy
from tokenizers import Tokenizer

from .anchors import Anchoring
from .checkpoints import load_weights
from .data.holdout import holdout
from .data.packs import Mixture, PackSampler
from .data.source import Task, read_documents, read_tasks
from .data.synthetic import SyntheticTasks
from .data.words import common_words
from .families.new import new_target
from .families.target import TargetLM, freeze
from .model import Distiller
from .recipe import PackPhase, Phase, Recipe
from .template import Encoder
from .tokenizer import load_tokenizer, train_tokenizer, train_unigram


@dataclass
class Workshop:
    """A recipe made ready: data that training may see, and the encoder."""

    recipe: Recipe
    tokenizer: Tokenizer
    encoder: Encoder
    tasks: dict[str, Task]
    synthetic: SyntheticTasks

    def sampler(self, mixture: Mixture) -> PackSampler:
        return PackSampler(trainable_tasks(self.tasks, self.recipe.data.open_only), self.synthetic, mixture)

    @property
    def anchoring(self) -> Anchoring:
        return Anchoring(self.recipe.model.anchors, self.recipe.model.vectors)

    def target(self) -> TargetLM:
        """The trained target LM, frozen."""
        target = new_target(self.recipe.model, self.recipe.lm.loop.seed)
        load_weights(self.recipe.folder("lm") / "model.safetensors", target.model)
        return freeze(target)

    def distiller(self, target: TargetLM, stage: str | None) -> Distiller:
        """A distiller that starts from the target, or from the end of an earlier stage."""
        model = Distiller.from_target(target, self.anchoring)
        if stage:
            load_weights(self.recipe.folder(stage) / "model.safetensors", model)
        return model


def trainable_tasks(tasks: dict[str, Task], open_only: bool) -> list[Task]:
    """
    Tasks training may see: not held out, not asking for wrong answers, and open where the weights are to be shipped.
    """
    rule = holdout()
    return [task for name, task in sorted(tasks.items()) if rule.trainable(name) and (task.open or not open_only)]


def tasks_of(recipe: Recipe) -> dict[str, Task]:
    return read_tasks(Path(recipe.data.tasks or recipe.data.folder))


TOKENIZERS = {"gpt2": train_tokenizer, "t5": train_unigram}
"""What the models of each family are made with."""


def make_tokenizer(recipe: Recipe) -> Path:
    """Trains the tokenizer on 12 MB of prose and the trainable tasks' rows, and writes it into the output folder."""
    texts: list[str] = []
    size = 0
    for document in read_documents(Path(recipe.data.folder), "train"):
        texts.append(document)
        size += len(document)
        if size > 12_000_000:
            break
    for task in trainable_tasks(tasks_of(recipe), recipe.data.open_only):
        # The template's own leading space, so that words are learned in the form they are read in.
        texts += [f" {row.input}\n {row.output}" for row in task.train[:100]]
    tokenizer = TOKENIZERS[recipe.model.family](texts, recipe.model.vocabulary)
    path = Path(recipe.output) / "tokenizer.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    tokenizer.save(str(path))
    return path


def open_workshop(recipe: Recipe) -> Workshop:
    tokenizer = load_tokenizer(Path(recipe.output) / "tokenizer.json")
    documents = []
    for document in read_documents(Path(recipe.data.folder), "train"):
        documents.append(document)
        if len(documents) >= 2000:
            break
    words = common_words(documents, recipe.data.words)
    return Workshop(
        recipe, tokenizer, Encoder(tokenizer, recipe.template, recipe.limits), tasks_of(recipe), SyntheticTasks(words)
    )


def prose_tokens(workshop: Workshop) -> numpy.ndarray:
    """Up to `prose_tokens` ids of the training text, encoded once and kept beside the tokenizer."""
    wanted = workshop.recipe.data.prose_tokens
    cache = Path(workshop.recipe.output) / f"prose-{wanted}.npy"
    if cache.exists():
        return numpy.load(cache, mmap_mode="r")
    ids: list[int] = []
    for document in read_documents(Path(workshop.recipe.data.folder), "train"):
        ids += workshop.tokenizer.encode(document, add_special_tokens=False).ids
        if len(ids) >= wanted:
            break
    array = numpy.array(ids[:wanted], dtype=numpy.int32)
    numpy.save(cache, array)
    return array


def phase_at(phases: Sequence[Phase | PackPhase], step: int) -> int:
    """Index of the phase that a step belongs to; the last one has no end."""
    return next((index for index, phase in enumerate(phases) if step < phase.until), len(phases) - 1)


def step_random(stage: str, seed: int, step: int) -> random.Random:
    """The randomness of one step: it depends on the step alone, so that a resumed run sees the same data."""
    return random.Random(f"{stage}:{seed}:{step}")
