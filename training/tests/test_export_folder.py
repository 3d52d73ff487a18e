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
from export_models import FIELDS, ONE_OF_EACH, VARIANTS, export, fields, models, tokenizer_file
from tokenizers import Tokenizer
from transformers import AutoTokenizer

from mend_training.export import folder as folder_module
from mend_training.export.folder import export_model
from mend_training.export.read import read_distiller, read_target
from mend_training.export.weights import hash_distiller, hash_target


def contents(folder):
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.fixture(scope="module", params=ONE_OF_EACH)
def name(request):
    return request.param


@pytest.fixture(scope="module")
def folder(name, tmp_path_factory):
    place = tmp_path_factory.mktemp("export") / "model"
    export(name, place)
    return place


def test_same_weights_give_the_same_bytes(name, folder, tmp_path):
    export(name, tmp_path / "again")
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


T5_SHAPE = {
    "layers": 3,
    "heads": 4,
    "width": 32,
    "vocabulary": 480,
    "contextTokens": 128,
    "encoderLayers": 2,
    "headWidth": 12,
    "startToken": 0,
    "endToken": 1,
}
SHAPES = {
    "identity": {"layers": 2, "heads": 2, "width": 32, "vocabulary": 384, "contextTokens": 128},
    "t5": T5_SHAPE | {"queryIn": "decoder"},
    "t5-gated-linear": T5_SHAPE | {"queryIn": "encoder"},
}


def test_the_manifest_describes_the_models(name, folder):
    manifest = json.loads((folder / "mend.json").read_text("utf-8"))
    target = models(name)[0]
    assert manifest["target"].pop("parameters") == sum(parameter.numel() for parameter in target.parameters())
    assert manifest["target"].pop("hash") == hash_target(read_target(target))
    assert manifest["target"] == {"id": "test-target"} | SHAPES[name]
    assert manifest["family"] == VARIANTS[name].family
    assert ("encoder" in manifest["dtypes"]["fp32"]) == (manifest["family"] == "t5")
    assert manifest["distiller"]["vectors"] == 8
    assert manifest["defaultDtype"] == "fp32"
    assert (manifest["template"], manifest["limits"]) == (fields(name)["template"], FIELDS["limits"])


def test_graphs_pass_the_checker(folder):
    for path in sorted(folder.glob("*.onnx")):
        onnx.checker.check_model(str(path), full_check=True)


def test_graphs_are_readable_by_the_engine_s_runtime(folder):
    for path in folder.glob("*.onnx"):
        model = onnx.load(path, load_external_data=False)
        assert model.ir_version <= 10
        assert [(entry.domain, entry.version) for entry in model.opset_import] == [("", 20)]


def test_plain_transformers_loads_the_tokenizer(name, folder):
    text = " The soup was warm.\t positive\n"
    ids = Tokenizer.from_file(str(folder / "tokenizer.json")).encode(text).ids
    loaded = AutoTokenizer.from_pretrained(folder)
    assert loaded.encode(text) == ids
    if VARIANTS[name].family == "t5":
        assert (loaded.pad_token_id, loaded.eos_token_id, loaded.unk_token_id) == (0, 1, 2)
        assert ids[-1] == 1
        blank = loaded.encode("<extra_id_0>", add_special_tokens=False)
        assert blank == [479]
        assert loaded.decode(blank, skip_special_tokens=True) == ""


@pytest.mark.parametrize("name", ["linear", "t5-gated-linear"])
def test_hashes_name_the_weights(name):
    target, distiller = models(name)
    changed = copy.deepcopy(distiller)
    with torch.no_grad():
        changed.adapter.bias[0] += 1e-6
    assert hash_target(read_target(target)) == hash_target(read_target(copy.deepcopy(target)))
    assert hash_distiller(read_distiller(distiller)) != hash_distiller(read_distiller(changed))


def test_an_older_folder_is_replaced(tmp_path):
    (tmp_path / "model").mkdir()
    (tmp_path / "model" / "stale.txt").write_text("old")
    export("identity", tmp_path / "model", dtypes=["int8"])
    assert not (tmp_path / "model" / "stale.txt").exists()
    assert os.listdir(tmp_path) == ["model"]


def test_a_failure_in_the_middle_leaves_the_older_folder(tmp_path, monkeypatch):
    (tmp_path / "model").mkdir()
    (tmp_path / "model" / "older.txt").write_text("old")

    def fail(folder):
        raise OSError("no space left on device")

    monkeypatch.setattr(folder_module, "_list_files", fail)
    with pytest.raises(OSError, match="no space left"):
        export("identity", tmp_path / "model")
    assert contents(tmp_path) == {"model/older.txt": b"old"}
    assert os.listdir(tmp_path) == ["model"]


def test_the_older_folder_comes_back_when_the_new_one_cannot_take_its_place(tmp_path):
    (tmp_path / "model").mkdir()
    (tmp_path / "model" / "older.txt").write_text("old")
    with pytest.raises(OSError):
        folder_module._replace(tmp_path / "missing", tmp_path / "model")
    assert contents(tmp_path) == {"model/older.txt": b"old"}


def test_any_object_with_these_attributes_is_a_distiller(tmp_path):
    target, distiller = models()
    plain = SimpleNamespace(
        body=distiller.body,
        placeholders=distiller.placeholders,
        adapter=distiller.adapter,
        recent_adapter=None,
        anchoring=distiller.anchoring,
    )
    manifest = export_model(target, plain, tokenizer_file(), tmp_path / "model", FIELDS, dtypes=["int8"])
    assert manifest["distiller"]["hash"] == hash_distiller(read_distiller(distiller))
    assert manifest["distiller"]["anchors"] == "answers"
