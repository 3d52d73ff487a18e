"""`mend-train export` from a recipe to a folder, with tiny models in place of trained ones."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
from export_models import models, tokenizer_file
from safetensors.numpy import load_file
from tokenizers import Tokenizer

from mend_training.data.example import Example
from mend_training.data.source import Task
from mend_training.data.synthetic import SyntheticTasks
from mend_training.export import recipe as export_recipe_module
from mend_training.export.recipe import export_recipe, manifest_fields, quality_sequences
from mend_training.export.tiny import SENTENCES
from mend_training.prepare import Workshop
from mend_training.recipe import ExportSettings, Recipe, build
from mend_training.template import Encoder

TEMPLATES = {
    "identity": {"input_prefix": " ", "input_suffix": "\t", "output_prefix": " ", "output_suffix": "\n"},
    "t5": {"input_prefix": "", "input_suffix": "<extra_id_0>", "output_prefix": "", "output_suffix": "</s>"},
}
LOOP = {"steps": 1, "learning_rate": 1e-3}


# What a recipe says of the tiny models of either family.
SHAPES = {
    "identity": {"vocabulary": 384, "layers": 2, "heads": 2},
    "t5": {
        "family": "t5",
        "query_in": "decoder",
        "vocabulary": 480,
        "layers": 2,
        "decoder_layers": 3,
        "heads": 4,
        "head_width": 12,
        "feed_forward": 64,
    },
}


class TinyWorkshop(Workshop):
    @property
    def models(self):
        return models({"gpt2": "identity", "t5": "t5"}[self.recipe.model.family])

    def target(self):
        return SimpleNamespace(model=self.models[0])

    def finished_distiller(self, target):
        return self.models[1]


@pytest.fixture(params=SHAPES)
def workshop(request, tmp_path):
    (tmp_path / "tokenizer.json").write_bytes(tokenizer_file(request.param).read_bytes())
    recipe = build(
        Recipe,
        {
            "output": str(tmp_path),
            "model": {
                "id": "tiny",
                "width": 32,
                "context": 128,
                "vectors": 8,
                **SHAPES[request.param],
            },
            "template": TEMPLATES[request.param],
            "data": {"folder": "none"},
            "limits": {"demonstration_tokens": 80, "example_tokens": 32},
            "lm": {
                "loop": LOOP,
                "phases": [
                    {
                        "until": 1,
                        "rows": {"packs": 1, "prose": 0, "repeats": 0, "lengths": [64]},
                        "packs": {"synthetic": {}, "natural": 1.0},
                    }
                ],
            },
            "pretrain": {"loop": LOOP},
            "finetune": {
                "loop": LOOP,
                "phases": [{"until": 1, "packs": {"synthetic": {}, "natural": 1.0, "relabel": 0.0}}],
                "shots": 4,
            },
        },
        "test",
    )
    words = " ".join(SENTENCES).split()
    rows = [Example(words[index], words[-index - 1]) for index in range(20)]
    tokenizer = Tokenizer.from_file(str(tokenizer_file(request.param)))
    encoder = Encoder(tokenizer, recipe.template, recipe.limits)
    tasks = {"words": Task("words", train=rows)}
    return TinyWorkshop(recipe, tokenizer, encoder, tasks, SyntheticTasks(words))


def test_the_folder_is_written_with_measured_quality(workshop, tmp_path, capsys):
    (tmp_path / "quality.json").write_text('{"accuracy": 0.5}')
    folder = export_recipe(workshop, tmp_path / "models" / "tiny")
    manifest = json.loads((folder / "mend.json").read_text("utf-8"))
    assert manifest["quality"]["accuracy"] == 0.5
    assert manifest["quality"]["int8"]["klTarget"] > 0
    assert manifest["limits"] == {"demonstrationTokens": 80, "exampleTokens": 32}
    assert manifest["template"] == workshop.recipe.template.manifest()
    assert manifest["family"] == workshop.recipe.model.family
    assert manifest["target"]["contextTokens"] == 128
    assert manifest["target"].get("queryIn") == {"gpt2": None, "t5": "decoder"}[manifest["family"]]
    assert manifest["training"]["finetune"]["steps"] == 1
    assert "MB" in capsys.readouterr().out


def test_fp32_stored_as_float16_is_what_is_shipped(workshop, tmp_path):
    folder = export_recipe(workshop, tmp_path / "models" / "tiny")
    manifest = json.loads((folder / "mend.json").read_text("utf-8"))
    assert (list(manifest["dtypes"]), manifest["defaultDtype"]) == (["fp32"], "fp32")
    assert {tensor.dtype for tensor in load_file(folder / "model.safetensors").values()} == {np.dtype("float16")}


def test_the_recipe_chooses_dtypes_and_storage(workshop, tmp_path):
    settings = build(ExportSettings, {"dtypes": ["int8", "fp32"], "storage": "float32"}, "test")
    workshop = replace(workshop, recipe=replace(workshop.recipe, export=settings))
    folder = export_recipe(workshop, tmp_path / "models" / "tiny")
    manifest = json.loads((folder / "mend.json").read_text("utf-8"))
    assert (set(manifest["dtypes"]), manifest["defaultDtype"]) == ({"fp32", "int8"}, "int8")
    assert {tensor.dtype for tensor in load_file(folder / "model.safetensors").values()} == {np.dtype("float32")}


def test_sequences_are_the_same_every_time_and_fit_the_limits(workshop):
    first, second = quality_sequences(workshop), quality_sequences(workshop)
    assert first == second
    assert len(first) == export_recipe_module.SEQUENCES
    assert all(0 < len(sequence.demonstrations) <= 80 and 0 < len(sequence.query) <= 32 for sequence in first)


def test_without_evaluation_the_manifest_claims_no_quality(workshop):
    assert manifest_fields(workshop.recipe, workshop.shape)["quality"] == {}


def test_the_folder_is_named_after_the_model(workshop, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert export_recipe(workshop) == Path("models/tiny")
    assert (tmp_path / "models/tiny/mend.json").exists()


def test_models_trained_on_tasks_that_are_not_open_are_not_exported(workshop, tmp_path):
    closed = replace(workshop.recipe, data=replace(workshop.recipe.data, open_only=False))
    for recipe in (closed, replace(workshop.recipe, start=closed)):
        with pytest.raises(SystemExit, match="tasks that are not open"):
            export_recipe(replace(workshop, recipe=recipe), tmp_path / "models" / "tiny")
    assert not (tmp_path / "models").exists()
