"""`mend-train convert` as it is called: what it writes, refuses, and leaves behind."""

from __future__ import annotations

import json
import os
import pickle
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
import torch
from convert_models import gpt2, hub_tensors, write_authors, write_checkpoint

from mend_training.cli import main
from mend_training.convert import convert as convert_module


@pytest.fixture
def source(tmp_path):
    return write_checkpoint(gpt2(), tmp_path / "tiny-gpt2")


@pytest.fixture
def distiller(tmp_path):
    return write_authors(tmp_path / "mend-distiller").parent


def run(*words) -> None:
    main(["convert", *map(str, words)])


def test_it_writes_a_folder_and_tells_what_it_does(source, distiller, tmp_path, capsys):
    run(source, tmp_path / "model", "--distiller", distiller)
    lines = capsys.readouterr().out.splitlines()
    assert lines[-1].startswith(f"wrote {tmp_path / 'model'}: ")
    assert any(line.startswith("int8 is ") for line in lines)
    manifest = json.loads((tmp_path / "model/mend.json").read_text())
    assert (list(manifest["dtypes"]), manifest["defaultDtype"]) == (["int8"], "int8")
    assert (manifest["target"]["id"], manifest["distiller"]["id"]) == ("tiny-gpt2", "mend-distiller")
    assert 0 < manifest["quality"]["int8"]["klTarget"] < 0.1
    assert manifest["training"] == {"target": str(source), "distiller": str(distiller)}
    assert {path.name for path in tmp_path.iterdir()} == {"tiny-gpt2", "mend-distiller", "model"}


def test_every_dtype_is_measured_against_transformers(source, distiller, tmp_path):
    run(source, tmp_path / "model", "--distiller", distiller, "--dtype", "fp16", "int8", "q4")
    manifest = json.loads((tmp_path / "model/mend.json").read_text())
    assert (list(manifest["dtypes"]), manifest["defaultDtype"]) == (["fp16", "int8", "q4", "fp32"], "fp16")
    measured = manifest["quality"]
    assert measured["fp32"]["klTarget"] < 1e-5 < measured["int8"]["klTarget"] < measured["q4"]["klTarget"]


def test_the_licence_is_that_of_the_card(source, distiller, tmp_path):
    (source / "README.md").write_text("---\nlicense: mit\ntags: [a]\n---\n# Card\n")
    run(source, tmp_path / "model", "--distiller", distiller, "--no-check")
    licences = json.loads((tmp_path / "model/mend.json").read_text())["licences"]
    assert licences["weights"] == "target LM: mit; distiller: as its authors say"


def spoiled(source: Path, name: str, content: bytes | str | None) -> None:
    path = source / name
    if content is None:
        path.unlink()
    else:
        path.write_bytes(content.encode() if isinstance(content, str) else content)


def pickled_code() -> bytes:
    class Code:
        def __reduce__(self):
            return (print, ("run",))

    return pickle.dumps({"wte.weight": Code()}, protocol=2)


LLAMA = json.dumps({"model_type": "llama"})
SPOILED = {
    "no config": ("config.json", None, "has no config.json"),
    "config that is none": ("config.json", "{", "config.json is not a readable JSON file"),
    "config that is a list": ("config.json", "[]", "config.json holds no JSON object"),
    "another architecture": ("config.json", LLAMA, "is of model_type 'llama': only checkpoints of GPT-2 and T5"),
    "no architecture": ("config.json", "{}", "is of model_type None: only"),
    "no weights": ("model.safetensors", None, "holds no weights: none of model.safetensors, pytorch_model.bin"),
    "weights that are none": ("model.safetensors", b"\x00" * 20, "is not a readable safetensors file"),
    "no tokenizer": ("tokenizer.json", None, "holds no tokenizer"),
    "a shape that is none": (
        "config.json",
        json.dumps({"model_type": "gpt2", "n_embd": "wide"}),
        "config.json describes no gpt2",
    ),
}


@pytest.mark.parametrize("spoil", SPOILED)
def test_checkpoints_that_cannot_be_converted(spoil, source, distiller, tmp_path):
    name, content, message = SPOILED[spoil]
    spoiled(source, name, content)
    refused(message, tmp_path, source, tmp_path / "model", "--distiller", distiller)


def refused(message, tmp_path, *words) -> None:
    """One sentence, and nothing new or half written in the folder."""
    before = sorted(tmp_path.rglob("*"))
    with pytest.raises(SystemExit, match=message) as caught:
        run(*words)
    assert "\n" not in str(caught.value)
    assert sorted(tmp_path.rglob("*")) == before


BAD_PICKLES = {
    "code": (pickled_code, "is not a file of tensors alone"),
    "no pickle": (lambda: b"text", "is not a file of tensors alone"),
    "nothing": (lambda: b"", "is not a file of tensors alone"),
}


@pytest.mark.parametrize("bad", BAD_PICKLES)
def test_pickles_with_anything_but_tensors_are_not_run(bad, source, distiller, tmp_path, capsys):
    make, message = BAD_PICKLES[bad]
    (source / "model.safetensors").unlink()
    (source / "pytorch_model.bin").write_bytes(make())
    refused(message, tmp_path, source, tmp_path / "model", "--distiller", distiller)
    assert "run" not in capsys.readouterr().out


def test_tensors_inside_something_else(source, distiller, tmp_path):
    (source / "model.safetensors").unlink()
    torch.save({"model": hub_tensors(gpt2())}, source / "pytorch_model.bin")
    refused("is not a file of tensors by name", tmp_path, source, tmp_path / "model", "--distiller", distiller)


INDEXES = {
    "no map": ({}, "has no weight_map"),
    "a missing shard": ({"weight_map": {"wte.weight": "model-1.safetensors"}}, "lacks the shard model-1.safetensors"),
    "a shard elsewhere": ({"weight_map": {"wte.weight": "../model.safetensors"}}, "is not a file beside it"),
    "a tensor that is in no shard": ({"weight_map": {"more": "part.safetensors"}}, "lack more"),
}


@pytest.mark.parametrize("bad", INDEXES)
def test_indexes_of_shards_that_do_not_fit(bad, source, distiller, tmp_path):
    index, message = INDEXES[bad]
    (source / "model.safetensors").rename(source / "part.safetensors")
    (source / "model.safetensors.index.json").write_text(json.dumps(index))
    refused(message, tmp_path, source, tmp_path / "model", "--distiller", distiller)


def test_a_target_without_a_distiller(source, tmp_path):
    refused(
        "has no distiller, without .*: train one .* or name one with --distiller", tmp_path, source, tmp_path / "model"
    )


def test_a_distiller_that_is_not_there(source, tmp_path):
    words = source, tmp_path / "model", "--distiller", tmp_path / "no where"
    refused("is neither a folder nor the id of a model on the hub", tmp_path, *words)


def test_folders_that_are_no_model_folders_are_not_replaced(source, distiller, tmp_path):
    (tmp_path / "model").mkdir()
    run(source, tmp_path / "model", "--distiller", distiller, "--no-check")
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine/letter.txt").write_text("dear")
    for place in ("mine", "mine/letter.txt"):
        refused("exists and is no model folder", tmp_path, source, tmp_path / place, "--distiller", distiller)
    # An older model folder is.
    run(source, tmp_path / "model", "--distiller", distiller, "--no-check", "--dtype", "q4")
    assert not (tmp_path / "model/decoder_model_merged_quantized.onnx").exists()


def test_a_name_that_is_no_id(source, distiller, tmp_path):
    refused("cannot be a model's id", tmp_path, source, tmp_path / "my model", "--distiller", distiller)


def test_a_disk_that_is_too_small(source, distiller, tmp_path, monkeypatch):
    from mend_training.convert import order

    monkeypatch.setattr(order.shutil, "disk_usage", lambda place: type("Usage", (), {"free": 1000}))
    words = source, tmp_path / "model", "--distiller", distiller, "--dtype", "fp32"
    refused(r"needs about 0\.0 GB, and the disk there has 0\.0 GB free", tmp_path, *words)


def test_a_weight_too_large_for_float16(source, distiller, tmp_path):
    model = gpt2()
    with torch.no_grad():
        model.transformer.h[1].mlp.c_fc.weight[0, 0] = 1e6
    write_checkpoint(model, source)
    words = source, tmp_path / "model", "--distiller", distiller, "--dtype", "fp16", "--no-check"
    refused("too large for float16", tmp_path, *words)


@pytest.mark.parametrize("error", [KeyboardInterrupt(), OSError("no space left on device")])
def test_what_breaks_off_leaves_nothing(error, source, distiller, tmp_path, monkeypatch):
    def fail(*_):
        raise error

    monkeypatch.setattr(convert_module, "write_texts", fail)
    before = sorted(tmp_path.rglob("*"))
    with pytest.raises((SystemExit, OSError), match="cancelled|no space left"):
        run(source, tmp_path / "model", "--distiller", distiller, "--no-check")
    assert sorted(tmp_path.rglob("*")) == before


SLOW = """
import sys, time
from mend_training.convert import convert as module
def slow(*_):
    print("writing now", flush=True)
    time.sleep(60)
module.write_texts = slow
from mend_training.cli import main
main(sys.argv[1:])
"""


def test_a_process_that_is_ended_leaves_nothing(source, distiller, tmp_path):
    words = ["convert", source, tmp_path / "model", "--distiller", distiller, "--no-check"]
    child = subprocess.Popen(
        [sys.executable, "-c", SLOW, *map(str, words)],
        stdout=subprocess.PIPE,
        text=True,
        env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)},
    )
    before = sorted(path for path in tmp_path.rglob("*"))
    while child.stdout.readline() != "writing now\n":
        assert child.poll() is None
    assert any(path.name.startswith(".model.") for path in tmp_path.iterdir())
    child.send_signal(signal.SIGTERM)
    assert child.wait(timeout=60) == 128 + signal.SIGTERM
    time.sleep(0.1)
    assert sorted(path for path in tmp_path.rglob("*")) == before
