"""The folder as a whole: complete, deterministic, atomic, readable by other tools, refused where parts do not fit."""

from __future__ import annotations

import copy
import hashlib
import json
import os
from types import SimpleNamespace

import onnx
import pytest
import torch
from export_models import FIELDS, models, tokenizer_file
from tokenizers import Tokenizer
from torch import nn
from transformers import AutoTokenizer

from mend_training.export import folder as folder_module
from mend_training.export.folder import export_model
from mend_training.export.weights import ExportError, hash_distiller, hash_target, read_distiller, read_target


def export(folder, adapter="identity", **options):
    return export_model(*models(adapter), tokenizer_file(), folder, options.pop("fields", FIELDS), **options)


def contents(folder):
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    place = tmp_path_factory.mktemp("export") / "model"
    export(place)
    return place


def test_same_weights_give_the_same_bytes(folder, tmp_path):
    export(tmp_path / "again")
    assert contents(tmp_path / "again") == contents(folder)


def test_the_manifest_lists_every_other_file(folder):
    manifest = json.loads((folder / "mend.json").read_text("utf-8"))
    listed = {entry["path"]: entry for entry in manifest["files"]}
    assert set(listed) == set(contents(folder)) - {"mend.json"}
    for path, content in contents(folder).items():
        if path != "mend.json":
            assert listed[path]["bytes"] == len(content)
            assert listed[path]["sha256"] == hashlib.sha256(content).hexdigest()
    for files in manifest["dtypes"].values():
        assert set(files.values()) <= set(listed)


def test_the_manifest_describes_the_models(folder):
    manifest = json.loads((folder / "mend.json").read_text("utf-8"))
    target = models()[0]
    assert manifest["target"]["parameters"] == sum(parameter.numel() for parameter in target.parameters())
    shape = {"layers": 2, "heads": 2, "width": 32, "vocabulary": 384, "contextTokens": 128}
    assert manifest["target"] | shape == manifest["target"]
    assert manifest["distiller"]["vectors"] == 8
    assert manifest["defaultDtype"] == "fp32"
    assert (manifest["template"], manifest["limits"]) == (FIELDS["template"], FIELDS["limits"])


def test_graphs_pass_the_checker(folder):
    for path in sorted(folder.glob("*.onnx")):
        onnx.checker.check_model(str(path), full_check=True)


def test_graphs_are_readable_by_the_engine_s_runtime(folder):
    for path in folder.glob("*.onnx"):
        model = onnx.load(path, load_external_data=False)
        assert model.ir_version <= 10
        assert [(entry.domain, entry.version) for entry in model.opset_import] == [("", 20)]


def test_plain_transformers_loads_the_tokenizer(folder):
    text = " The soup was warm.\t positive\n"
    ids = Tokenizer.from_file(str(folder / "tokenizer.json")).encode(text).ids
    assert AutoTokenizer.from_pretrained(folder).encode(text) == ids


def test_hashes_name_the_weights():
    target, distiller = models("linear")
    changed = copy.deepcopy(distiller)
    with torch.no_grad():
        changed.adapter.bias[0] += 1e-6
    assert hash_target(read_target(target)) == hash_target(read_target(copy.deepcopy(target)))
    assert hash_distiller(read_distiller(distiller)) != hash_distiller(read_distiller(changed))


def test_an_older_folder_is_replaced(tmp_path):
    (tmp_path / "model").mkdir()
    (tmp_path / "model" / "stale.txt").write_text("old")
    export(tmp_path / "model", dtypes=["int8"])
    assert not (tmp_path / "model" / "stale.txt").exists()
    assert os.listdir(tmp_path) == ["model"]


def test_a_failure_in_the_middle_leaves_the_older_folder(tmp_path, monkeypatch):
    (tmp_path / "model").mkdir()
    (tmp_path / "model" / "older.txt").write_text("old")

    def fail(folder):
        raise OSError("no space left on device")

    monkeypatch.setattr(folder_module, "_list_files", fail)
    with pytest.raises(OSError, match="no space left"):
        export(tmp_path / "model")
    assert contents(tmp_path) == {"model/older.txt": b"old"}
    assert os.listdir(tmp_path) == ["model"]


def test_the_older_folder_comes_back_when_the_new_one_cannot_take_its_place(tmp_path):
    (tmp_path / "model").mkdir()
    (tmp_path / "model" / "older.txt").write_text("old")
    with pytest.raises(OSError):
        folder_module._replace(tmp_path / "missing", tmp_path / "model")
    assert contents(tmp_path) == {"model/older.txt": b"old"}


def broken(change):
    """Copies of the models with `change(target, distiller)` applied."""
    target, distiller = copy.deepcopy(models())
    with torch.no_grad():
        change(target, distiller)
    return target, distiller


BAD_MODELS = {
    "NaN": (lambda t, d: d.body.h[0].mlp.c_fc.weight.__setitem__((0, 0), float("nan")), "NaN"),
    "infinity": (lambda t, d: t.transformer.wpe.weight.__setitem__((0, 0), float("inf")), "infinity"),
    "too large for float16": (lambda t, d: d.placeholders.__setitem__((0, 0), 1e5), "too large for float16"),
    "another head": (lambda t, d: setattr(t, "lm_head", nn.Linear(32, 384, bias=False)), "not tied"),
    "another activation": (lambda t, d: setattr(d.body.config, "activation_function", "relu"), "relu"),
    "unscaled attention": (lambda t, d: setattr(t.config, "scale_attn_weights", False), "attention scaled"),
    "placeholders too wide": (
        lambda t, d: setattr(d, "placeholders", nn.Parameter(torch.zeros(8, 33))),
        "placeholders",
    ),
    "no placeholder": (lambda t, d: setattr(d, "placeholders", nn.Parameter(torch.zeros(0, 32))), "placeholders"),
    "unknown adapter": (lambda t, d: setattr(d, "adapter", nn.ReLU()), "unknown adapter"),
    "unknown second half": (lambda t, d: setattr(d, "adapter", nn.Sequential(nn.Linear(32, 32), nn.ReLU())), "unknown"),
    "vectors too narrow": (lambda t, d: setattr(d, "adapter", nn.Linear(32, 31)), "width 31"),
}


@pytest.mark.parametrize("name", BAD_MODELS)
def test_models_that_do_not_fit_are_refused(name, tmp_path):
    change, message = BAD_MODELS[name]
    with pytest.raises(ExportError, match=message):
        export_model(*broken(change), tokenizer_file(), tmp_path / "model", FIELDS)
    assert os.listdir(tmp_path) == []


BAD_OPTIONS = {
    "missing field": ({"fields": {key: value for key, value in FIELDS.items() if key != "licences"}}, "licences"),
    "no dtype": ({"dtypes": []}, "dtypes"),
    "unknown dtype": ({"dtypes": ["int4"]}, "int4"),
    "unknown storage": ({"storage": "bfloat16"}, "bfloat16"),
    "default not exported": ({"dtypes": ["fp32"], "fields": FIELDS | {"defaultDtype": "int8"}}, "defaultDtype"),
    "distiller too short": (
        {"fields": FIELDS | {"limits": {"demonstrationTokens": 129, "exampleTokens": 8}}},
        "exceed the distiller's 128 positions",
    ),
    "no room for a query": (
        {"fields": FIELDS | {"limits": {"demonstrationTokens": 110, "exampleTokens": 40}}},
        "no room",
    ),
}


@pytest.mark.parametrize("name", BAD_OPTIONS)
def test_options_that_do_not_fit_are_refused(name, tmp_path):
    options, message = BAD_OPTIONS[name]
    with pytest.raises(ExportError, match=message):
        export(tmp_path / "model", **copy.deepcopy(options))
    assert os.listdir(tmp_path) == []


@pytest.mark.parametrize("content", ["", "{}", '{"version": "1.0"', "\x00\x01"])
def test_a_tokenizer_that_cannot_be_read_is_refused(content, tmp_path):
    (tmp_path / "tokenizer.json").write_text(content)
    with pytest.raises(ExportError, match="tokenizer"):
        export_model(*models(), tmp_path / "tokenizer.json", tmp_path / "model", FIELDS)


def test_a_tokenizer_with_too_many_tokens_is_refused(tmp_path):
    tokenizer = Tokenizer.from_file(str(tokenizer_file()))
    tokenizer.add_tokens([f"more{index}" for index in range(10)])
    tokenizer.save(str(tmp_path / "tokenizer.json"))
    with pytest.raises(ExportError, match="394 tokens"):
        export_model(*models(), tmp_path / "tokenizer.json", tmp_path / "model", FIELDS)


def test_any_object_with_the_four_attributes_is_a_distiller(tmp_path):
    target, distiller = models()
    plain = SimpleNamespace(
        body=distiller.body,
        placeholders=distiller.placeholders,
        adapter=distiller.adapter,
        anchoring=distiller.anchoring,
    )
    manifest = export_model(target, plain, tokenizer_file(), tmp_path / "model", FIELDS, dtypes=["int8"])
    assert manifest["distiller"]["hash"] == hash_distiller(read_distiller(distiller))
    assert manifest["distiller"]["anchors"] == "answers"
