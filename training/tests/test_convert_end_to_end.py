"""
From a checkpoint of transformers to answers: `mend-train convert`, then `mend`, the program that users run, which adds
the model folder, compresses and answers; against plain transformers.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from functools import cache
from pathlib import Path
from tempfile import mkdtemp

import numpy as np
import pytest
import torch
from convert_models import gpt2, t5, write_authors, write_checkpoint
from export_models import close
from safetensors import safe_open
from test_convert_authors import vectors_by_transformers
from tokenizers import Tokenizer
from transformers import PreTrainedModel

from mend_training.anchors import Anchoring
from mend_training.cli import main
from mend_training.export.runtime import open_model

REPOSITORY = Path(__file__).resolve().parents[2]
T5_DISTILLER = REPOSITORY / "test/fixtures/tiny-t5"
"""A model folder, whose distiller is one for targets of width 32."""

DEMONSTRATIONS = [
    {"input": "one two", "output": "red", "options": ["red", "blue sky"]},
    {"input": "sun", "output": "blue sky", "options": ["red", "blue sky"]},
]
OPTIONS, QUERY = DEMONSTRATIONS[0]["options"], "two suns"
"""One option of few tokens, one of more."""


def mend(store: Path, *words: object) -> dict:
    """What the program prints, as JSON; with `store` as the only place of models besides the embedded ones."""
    done = subprocess.run(
        ["node", REPOSITORY / "scripts/mend.mjs", *map(str, words), "--json"],
        env=os.environ | {"MEND_MODELS": str(store), "INIT_CWD": str(store.parent)},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@cache
def made(family: str) -> tuple[PreTrainedModel, Path]:
    """A target LM of a family, and the model folder that `mend-train convert` makes of its checkpoint."""
    place = Path(mkdtemp())
    if family == "gpt2":
        model, distiller = gpt2(), write_authors(place / "mend")
    else:
        model, distiller = t5("t5-v1.1"), T5_DISTILLER
    source = write_checkpoint(model, place / "tiny")
    main(["convert", str(source), str(place / "model"), "--distiller", str(distiller), "--dtype", "fp32", "int8"])
    return model, place / "model"


def packed(folder: Path, way: str, place: Path) -> Path:
    if way == "folder":
        return folder
    kind = {"zip": "zip", "tar.gz": "gztar"}[way]
    return Path(shutil.make_archive(str(place / "packed"), kind, folder.parent, folder.name))


@pytest.mark.parametrize(("family", "way"), [("gpt2", "folder"), ("gpt2", "zip"), ("t5", "folder"), ("t5", "tar.gz")])
def test_a_converted_checkpoint_is_added_and_answers_as_transformers_does(family, way, tmp_path):
    model, folder = made(family)
    store, vectors = tmp_path / "models", tmp_path / "x.mend.safetensors"
    added = mend(store, "models", "add", packed(folder, way, tmp_path), "--yes")
    assert added["id"] == "model"
    assert Path(added["folder"]) == store / "model"
    demonstrations = tmp_path / "demos.jsonl"
    demonstrations.write_text("\n".join(map(json.dumps, DEMONSTRATIONS)))
    mend(store, "compress", demonstrations, "--model", "model", "-o", vectors)
    answered = mend(store, "predict", vectors, "--input", QUERY, "--demos", demonstrations)
    check(model, folder, vectors, answered["arms"])


def check(model: PreTrainedModel, folder: Path, file: Path, arms: dict) -> None:
    """The vectors are the distiller's, and every arm gives each option the probability that transformers gives it."""
    manifest = json.loads((folder / "mend.json").read_text())
    with safe_open(file, "pt") as content:
        vectors = content.get_tensor("distilled_vectors").float()
    tokens, answers = [], []
    for one in DEMONSTRATIONS:
        tokens += encoded(folder, "input", one["input"])
        answers.append((len(tokens), len(encoded(folder, "output", one["output"]))))
        tokens += encoded(folder, "output", one["output"])
    tokens = torch.tensor(tokens)
    close(vectors.numpy(), distilled(folder, tokens, answers), 2e-4)
    nothing = torch.zeros(0, vectors.shape[1])
    query, options = encoded(folder, "input", QUERY), [option_ids(folder, option) for option in OPTIONS]
    prefixes = {"zeroShot": nothing, "fullIcl": model.get_input_embeddings()(tokens).detach(), "distilled": vectors}
    assert set(arms) == set(prefixes)
    assert manifest["defaultDtype"] == "fp32"
    for name, prefix in prefixes.items():
        scores = torch.tensor([score(model, prefix, query, option) for option in options])
        close(np.array(arms[name]["probabilities"]), scores.softmax(0), 1e-4)
        assert arms[name]["prediction"] == OPTIONS[int(scores.argmax())]


def distilled(folder: Path, tokens: torch.Tensor, answers: list[tuple[int, int]]) -> torch.Tensor:
    """The vectors of demonstrations: of the authors' distiller by transformers, of ours by its graph in Python."""
    authors = folder.parent / "mend/pytorch_model.bin"
    if authors.exists():
        return vectors_by_transformers(torch.load(authors, weights_only=True), tokens, heads=2)
    said = json.loads((T5_DISTILLER / "mend.json").read_text())["distiller"]
    anchors = Anchoring(said["anchors"], said["vectors"]).behind(len(tokens), answers)
    return torch.as_tensor(open_model(folder, "fp32").distil(tokens.tolist(), anchors))


def encoded(folder: Path, part: str, text: str) -> list[int]:
    """Ids of an input, cut apart from what follows it, or of an output with what follows it (docs/model-folder.md)."""
    template = json.loads((folder / "mend.json").read_text())["template"]
    before, after = template[f"{part}Prefix"], template[f"{part}Suffix"]
    texts = [before + text, after] if part == "input" else [before + text + after]
    return [token for each in texts for token in plain_ids(folder, each)]


def option_ids(folder: Path, option: str) -> list[int]:
    return plain_ids(folder, json.loads((folder / "mend.json").read_text())["template"]["outputPrefix"] + option)


def plain_ids(folder: Path, text: str) -> list[int]:
    return Tokenizer.from_file(str(folder / "tokenizer.json")).encode(text, add_special_tokens=False).ids


def score(model: PreTrainedModel, prefix: torch.Tensor, query: list[int], option: list[int]) -> float:
    """Mean log-probability of an option's tokens behind a prefix `[P, d]` and the query, by transformers alone."""
    ids = torch.tensor([*query, *option])
    embed = model.get_input_embeddings()
    with torch.no_grad():
        if model.config.model_type == "gpt2":
            logits = model(inputs_embeds=torch.cat([prefix, embed(ids)])[None]).logits[0, len(prefix) :]
        else:
            start, end = model.config.decoder_start_token_id, model.config.eos_token_id
            states = torch.cat([prefix, embed(torch.tensor([end]))])[None]
            logits = model(inputs_embeds=states, decoder_input_ids=torch.tensor([[start, *ids]])).logits[0, 1:]
    log_probs = logits.log_softmax(-1)[len(query) - 1 : -1]
    return float(log_probs.gather(1, torch.tensor(option)[:, None]).mean())
