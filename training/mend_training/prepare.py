"""What every stage needs from a recipe: tokenizer, encoder, tasks, words, prose, models."""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tokenizers import Tokenizer

from .anchors import Anchoring
from .atomic import replacing
from .checkpoint_tokenizer import tokenizer_of
from .checkpoints import load_weights
from .data.packs import Mixture, PackSampler
from .data.source import Task, read_documents
from .data.synthetic import SyntheticTasks
from .data.words import common_words
from .families.checkpoint import DTYPES, load_config, load_target, shape_of
from .families.new import new_target
from .families.target import TargetLM, freeze
from .layered import LayeredDistiller, layered
from .lengths import check_lengths
from .model import Distiller
from .model_settings import PREFIXES, CheckpointSettings, ModelSettings
from .recipe import PackPhase, Phase, Recipe
from .template import Encoder
from .tokenizer import load_tokenizer, train_tokenizer, train_unigram
from .trainable import tasks_of, trainable_tasks


@dataclass
class Workshop:
    """A recipe made ready: data that training may see, and the encoder."""

    recipe: Recipe
    tokenizer: Tokenizer
    encoder: Encoder
    tasks: dict[str, Task]
    synthetic: SyntheticTasks

    def sampler(self, mixture: Mixture) -> PackSampler:
        if self.recipe.data.partition and any(mixture.synthetic.values()):
            raise SystemExit(
                "packs.synthetic: a partition is trained on its own tasks alone (data.partition): leave it empty"
            )
        return PackSampler(trainable_tasks(self.tasks, self.recipe.data), self.synthetic, mixture)

    @property
    def anchoring(self) -> Anchoring:
        model = self.recipe.model
        return Anchoring(model.anchors, model.vectors, model.least_ratio)

    @property
    def shape(self) -> ModelSettings:
        """The target LM's, as the recipe says it or as its checkpoint does."""
        settings = self.recipe.model
        if isinstance(settings, CheckpointSettings):
            return shape_of(settings, load_config(settings.target, "model.target"))
        return settings

    @property
    def tokenizer_file(self) -> Path:
        """`tokenizer.json` in the output folder; that of a target LM that exists is put there."""
        if not isinstance(self.recipe.model, CheckpointSettings):
            return self.recipe.made("tokenizer.json")
        path = Path(self.recipe.output) / "tokenizer.json"
        save_tokenizer(self.tokenizer, path)
        return path

    def target(self) -> TargetLM:
        """The trained target LM, frozen, in float32."""
        settings = self.recipe.model
        if isinstance(settings, CheckpointSettings):
            return freeze(load_target(settings))
        target = new_target(settings, self.recipe.lm.loop.seed)
        load_weights(self.recipe.made("lm/model.safetensors"), target.model)
        return freeze(layered(target) if in_layers(settings) else target)

    def teacher(self) -> TargetLM:
        """The target LM as the stages of training meet it: in the dtype that the recipe gives it there."""
        settings = self.recipe.model
        if not isinstance(settings, CheckpointSettings):
            return self.target()
        if settings.target_dtype not in DTYPES:
            raise SystemExit(f"model.target_dtype is {settings.target_dtype!r}; known are {', '.join(DTYPES)}")
        return freeze(load_target(settings, DTYPES[settings.target_dtype]))

    def distiller(self, target: TargetLM, stage: str | None) -> Distiller:
        """A distiller as the recipe starts it, or from the end of an earlier stage."""
        settings = self.recipe.model
        if isinstance(settings, CheckpointSettings):
            model = Distiller.from_checkpoint(settings, self.anchoring, target)
        else:
            kind = LayeredDistiller if in_layers(settings) else Distiller
            model = kind.from_target(target, self.anchoring, settings.distiller_layers)
        check_lengths(self.recipe, target, model.body)
        if stage:
            # Stage 2 is never that of another recipe.
            own = self.recipe.folder(stage) / "model.safetensors"
            load_weights(own if stage == "finetune" else self.recipe.made(f"{stage}/model.safetensors"), model)
        return model

    def finished_distiller(self, target: TargetLM) -> Distiller:
        """The finetuned distiller as it is used: no dropout, its low-rank adapters merged where it has any."""
        return self.distiller(target, "finetune").merged().eval()


def in_layers(settings: ModelSettings | CheckpointSettings) -> bool:
    """Whether the distiller writes for every block."""
    if isinstance(settings, CheckpointSettings):
        return False
    if settings.prefix not in PREFIXES:
        raise SystemExit(f"model.prefix is {settings.prefix!r}; known are {', '.join(PREFIXES)}")
    if settings.prefix == "layers" and settings.distiller_layers:
        raise SystemExit(
            "model.distiller_layers: a distiller that writes for every block needs as many as the target LM"
        )
    return settings.prefix == "layers"


TOKENIZERS = {"gpt2": train_tokenizer, "t5": train_unigram}
"""What the models of each family are made with."""


def make_tokenizer(recipe: Recipe) -> Path:
    """
    Trains the tokenizer on 12 MB of prose and the trainable tasks' rows, or takes that of the target LM that exists,
    and writes it into the output folder.
    """
    path = Path(recipe.output) / "tokenizer.json"
    if isinstance(recipe.model, CheckpointSettings):
        save_tokenizer(tokenizer_of(recipe.model), path)
        return path
    texts: list[str] = []
    size = 0
    for document in read_documents(Path(recipe.data.folder), "train"):
        texts.append(document)
        size += len(document)
        if size > 12_000_000:
            break
    for task in trainable_tasks(tasks_of(recipe), recipe.data):
        # The template's own leading space, so that words are learned in the form they are read in.
        texts += [f" {row.input}\n {row.output}" for row in task.train[:100]]
    tokenizer = TOKENIZERS[recipe.model.family](texts, recipe.model.vocabulary)
    save_tokenizer(tokenizer, path)
    return path


def save_tokenizer(tokenizer: Tokenizer, path: Path) -> None:
    with replacing(path) as temporary:
        tokenizer.save(str(temporary))


def open_workshop(recipe: Recipe) -> Workshop:
    if isinstance(recipe.model, CheckpointSettings):
        tokenizer = tokenizer_of(recipe.model)
    else:
        tokenizer = load_tokenizer(recipe.made("tokenizer.json"))
    documents = []
    for document in read_documents(Path(recipe.data.folder), "train"):
        documents.append(document)
        if len(documents) >= 2000:
            break
    words = common_words(documents, recipe.data.words)
    return Workshop(
        recipe, tokenizer, Encoder(tokenizer, recipe.template, recipe.limits), tasks_of(recipe), SyntheticTasks(words)
    )


def phase_at(phases: Sequence[Phase | PackPhase], step: int) -> int:
    """Index of the phase that a step belongs to; the last one has no end."""
    return next((index for index, phase in enumerate(phases) if step < phase.until), len(phases) - 1)


def step_random(stage: str, seed: int, step: int) -> random.Random:
    """The randomness of one step: it depends on the step alone, so that a resumed run sees the same data."""
    return random.Random(f"{stage}:{seed}:{step}")
