"""`mend-train export`: the model folder of a recipe's target LM and finetuned distiller."""

from __future__ import annotations

import json
import random
from dataclasses import asdict
from pathlib import Path
from typing import Any

from ..prepare import Workshop, in_layers
from ..recipe import CheckpointSettings, ModelSettings, Recipe
from ..template import camel
from .folder import export_model
from .quality import QualitySequence

SEQUENCES = 64
"""Enough query positions (several hundred) that the mean divergence of int8 is steady in its first two digits."""

LICENCES = {
    "code": "Apache-2.0",
    # The strictest terms among the data: Wikipedia's.
    "weights": "CC-BY-SA-4.0",
    "data": [
        "English Wikipedia (CC BY-SA)",
        "OpenStax textbooks (CC BY)",
        "English novels out of copyright",
        "Tasks under open licences (Apache-2.0, MIT, CC BY, CC BY-SA) and synthetic tasks",
    ],
}


def export_recipe(workshop: Workshop, folder: Path | None = None) -> Path:
    """
    Writes `models/<id>` (or `folder`) as the recipe's export settings say, and tells its size. Refuses models that may
    not be shipped.
    """
    recipe = workshop.recipe
    check_open(recipe)
    if in_layers(recipe.model):
        raise SystemExit(
            "model.prefix: layers is for comparison alone: a vector file holds vectors that are read like tokens"
        )
    folder = folder or Path("models") / recipe.model.id
    target = workshop.target()
    manifest = export_model(
        target.model,
        workshop.finished_distiller(target),
        workshop.tokenizer_file,
        folder,
        manifest_fields(recipe, workshop.shape),
        dtypes=recipe.export.dtypes,
        quality_sequences=quality_sequences(workshop),
        storage=recipe.export.storage,
    )
    size = sum(entry["bytes"] for entry in manifest["files"])
    print(f"wrote {folder}: {size / 1e6:.1f} MB; int8 would err by {manifest['quality']['int8']}")
    return folder


def check_open(recipe: Recipe) -> None:
    """Refuses models trained on tasks that are not open, be it in the recipe that this one starts from."""
    for one in recipe.line():
        if not one.data.open_only:
            raise SystemExit(
                f"{one.output} was trained on tasks that are not open (data.open_only: false): such models are for "
                "evaluation and research, and are not exported"
            )


def manifest_fields(recipe: Recipe, shape: ModelSettings) -> dict[str, Any]:
    """
    What mend.json says of a target LM of this shape and its distiller, beyond the models themselves; figures of
    `evaluate` are taken from `quality.json` and `counts.json` in the output folder.
    """
    model = recipe.model
    family = {"gpt2": "GPT-2", "t5": "T5"}[shape.family]
    exists = isinstance(model, CheckpointSettings)
    distiller = f"that started from {model.distiller}" if exists else "of the same size"
    stages = {"lm": recipe.lm, "pretrain": recipe.pretrain, "finetune": recipe.finetune}
    return {
        "id": shape.id,
        "name": shape.id,
        "description": f"A {family} of {shape.layers} layers, width {shape.width}, with a distiller {distiller}.",
        "queryIn": shape.query_in,
        "contextTokens": shape.context,
        "template": recipe.template.manifest(),
        "limits": {camel(name): value for name, value in asdict(recipe.limits).items()},
        "licences": LICENCES | ({"weights": model.licence, "data": []} if exists else {}),
        "quality": measured(Path(recipe.output)),
        "training": {
            name: {"steps": stage.loop.steps, "learningRate": stage.loop.learning_rate, "seed": stage.loop.seed}
            for name, stage in stages.items()
            if stage
        },
    }


def measured(output: Path) -> dict[str, Any]:
    """What `evaluate` found; nothing where it has not run."""
    quality, counts = output / "quality.json", output / "counts.json"
    found = json.loads(quality.read_text("utf-8")) if quality.exists() else {}
    return found | ({"counts": json.loads(counts.read_text("utf-8"))} if counts.exists() else {})


def quality_sequences(workshop: Workshop) -> list[QualitySequence]:
    """Seeded packs of the finetuning mixture: demonstrations as the engine cuts them, and a query with its answer."""
    recipe, encoder = workshop.recipe, workshop.encoder
    sampler, rng = (
        workshop.sampler(recipe.finetune.phases[-1].packs),
        random.Random(f"export:{recipe.finetune.loop.seed}"),
    )
    sequences: list[QualitySequence] = []
    while len(sequences) < SEQUENCES:
        pack = sampler.draw(rng, recipe.finetune.shots, 1)
        shown, pair = encoder.demonstrations(pack.demonstrations), encoder.pair(pack.queries[0])
        if shown.ids and pair:
            positions = workshop.anchoring.behind(len(shown.ids), shown.answers)
            sequences.append(QualitySequence(shown.ids, positions, pair[0], pair[1]))
    return sequences
