"""A tiny world: a tokenizer over all bytes, a 2-layer target, a distiller, and a recipe that trains in seconds."""

import json
import random
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest
import torch
from tiny import tiny_target

from mend_training.anchors import Anchoring
from mend_training.model import Distiller

torch.set_num_threads(1)

WORDS = [
    "red",
    "blue",
    "green",
    "dog",
    "cat",
    "bird",
    "one",
    "two",
    "three",
    "big",
    "small",
    "old",
    "new",
    "sun",
    "moon",
    "star",
]


@pytest.fixture(scope="session")
def data_folder(tmp_path_factory) -> Path:
    """A data folder in the shared format: prose, and three small tasks."""
    folder = tmp_path_factory.mktemp("data")
    rng = random.Random(0)
    documents = [" ".join(rng.choice(WORDS) for _ in range(60)) for _ in range(60)]
    for split in ("train", "val"):
        (folder / f"text.{split}.txt").write_text("\n<|endoftext|>\n".join(documents) + "\n<|endoftext|>\n")
    (folder / "tasks").mkdir()
    rows = {"train": [], "test": []}
    index = []
    for task, rule in {
        "upper": str.upper,
        "first": lambda word: word[0],
        "long": lambda word: "yes" if len(word) > 3 else "no",
    }.items():
        index.append({"task": task, "open": task != "long"})
        for split in rows:
            rows[split] += [{"task": task, "input": word, "output": rule(word)} for word in WORDS * 2]
    (folder / "tasks.json").write_text(json.dumps(index))
    for split, content in rows.items():
        (folder / "tasks" / f"tiny.{split}.jsonl").write_text("".join(json.dumps(row) + "\n" for row in content))
    return folder


RECIPE = """
output: {output}
model: {{ id: tiny, vocabulary: {vocabulary}, layers: 2, heads: 2, width: 64, context: 128, vectors: 4, {family} }}
template: {template}
data: {{ folder: {data}, words: 20, prose_tokens: 2000 }}
limits: {{ demonstration_tokens: 64, example_tokens: 24 }}
lm:
  phases:
    - until: 1
      tokens_per_step: 300
      rows: {{ packs: 0.0, prose: 0.5, repeats: 0.5, spans: {spans}, lengths: [32, 48] }}
      packs: {{ synthetic: {{ mapping: 1.0 }}, natural: 0.0 }}
    - until: 100
      tokens_per_step: 300
      rows: {{ packs: 0.5, prose: 0.25, repeats: 0.25, lengths: [32, 48] }}
      packs: {{ synthetic: {{ mapping: 0.5, position: 0.2 }}, natural: 0.3 }}
  loop: {{ steps: {steps}, learning_rate: 0.001, warmup: 2, save_every: 2, seed: 3, threads: 1, precision: "no" }}
pretrain:
  reading_steps: 1
  reading_weight: 0.5
  documents_per_step: 4
  document_tokens: [20, 30]
  loop: {{ steps: {steps}, learning_rate: 0.001, warmup: 2, save_every: 2, seed: 3, threads: 1, precision: "no" }}
finetune:
  shots: 4
  queries: 2
  packs_per_step: 4
  phases:
    - until: 1
      packs: {{ synthetic: {{ mapping: 1.0 }}, natural: 0.0 }}
    - until: 100
      packs: {{ synthetic: {{ mapping: 0.5, position: 0.2 }}, natural: 0.3 }}
  loop: {{ steps: {steps}, learning_rate: 0.001, warmup: 2, save_every: 2, seed: 3, threads: 1, precision: "no" }}
"""


FAMILIES = {
    "gpt2": {
        "family": "anchors: answers",
        "vocabulary": 300,
        "spans": 0.0,
        "template": '{ input_prefix: " ", input_suffix: "\\t", output_prefix: " ", output_suffix: "\\n" }',
    },
    "t5": {
        "family": "family: t5, anchors: copies",
        "vocabulary": 480,
        "spans": 0.5,
        "template": '{ input_prefix: "", input_suffix: "<extra_id_0>", output_prefix: "", output_suffix: "</s>" }',
    },
}
"""What a recipe says differently for each family."""


@pytest.fixture(scope="session")
def recipes(data_folder) -> Callable[..., Path]:
    """Writes a tiny recipe of so many steps into a folder; the output's is named, so that runs can be told apart."""

    def write(folder: Path, steps: int, output: str = "run", family: str = "gpt2") -> Path:
        path = folder / f"{output}-{steps}.yaml"
        path.write_text(RECIPE.format(output=folder / output, data=data_folder, steps=steps, **FAMILIES[family]))
        return path

    return write


@pytest.fixture
def write_recipe(tmp_path, recipes) -> Callable[..., Path]:
    """The same into the test's own folder."""
    return partial(recipes, tmp_path)


@pytest.fixture(params=["gpt2", "t5", "t5-encoder"])
def target(request):
    """A frozen target LM of each family; of T5, with the query in the decoder and in the encoder."""
    family, _, query_in = request.param.partition("-")
    return tiny_target(family, query_in=query_in or "decoder")


@pytest.fixture
def distiller(target) -> Distiller:
    torch.manual_seed(7)
    return Distiller.from_target(target, Anchoring("answers", 4))
