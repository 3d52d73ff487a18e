"""Checkpoints are fetched from the hub, each in a process of its own: its client reads settings when it starts."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest
from hub_server import Hub, serving

from mend_training.export.errors import ExportError

SCRIPT = """
import sys
import time
time.sleep = lambda seconds: None  # Between the tries of the hub's client, which take half a minute.
from mend_training.convert.hub import local_folder
from mend_training.export.errors import ExportError
try:
    print(local_folder(sys.argv[1]))
except ExportError as error:
    sys.exit(f"refused: {error}")
"""

CONFIG = json.dumps({"model_type": "gpt2"}).encode()
SMALL = {"config.json": CONFIG, "tokenizer.json": b"{}", "README.md": b"card"}
SHARDS = {f"model-0000{i}-of-00002.safetensors": b"x" * i for i in (1, 2)}


def fetch(hub: Hub, source: str, tmp_path, **environment):
    """The folder's files, by name; ExportError with the sentence of a refusal."""
    settings = {"HF_ENDPOINT": hub.url, "HF_HOME": str(tmp_path / "home"), "HF_HUB_DISABLE_XET": "1", **environment}
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("HF_", "HUGGING"))}
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT, source],
        env=kept | settings | {"PYTHONPATH": os.pathsep.join(sys.path)},
        cwd=tmp_path,
        capture_output=True,
        text=True,
    )
    if done.returncode:
        assert "refused: " in done.stderr, done.stderr
        raise ExportError(done.stderr.split("refused: ")[1].strip())
    folder = done.stdout.strip()
    return {name: open(os.path.join(folder, name), "rb").read() for name in os.listdir(folder)}


def hub(**models):
    return serving(Hub({name.replace("__", "/"): files for name, files in models.items()}))


def test_what_a_conversion_reads_is_fetched_and_nothing_else(tmp_path):
    others = {"pytorch_model.bin": b"p", "flax_model.msgpack": b"f", "onnx/model.onnx": b"o"}
    with hub(owner__name=SMALL | {"model.safetensors": b"w"} | others) as server:
        assert fetch(server, "owner/name", tmp_path) == SMALL | {"model.safetensors": b"w"}
        assert server.files_asked() == {*SMALL, "model.safetensors"}
        before = len(server.asked)
        # A second time, what was fetched is there.
        fetch(server, "owner/name", tmp_path)
        assert not any(path.endswith("model.safetensors") for path, _ in server.asked[before:])


@pytest.mark.parametrize("weights", [{"pytorch_model.bin": b"p"}, {"model.safetensors.index.json": b"{}"} | SHARDS])
def test_pickles_and_shards_where_there_is_nothing_better(weights, tmp_path):
    with hub(name=SMALL | weights) as server:
        assert fetch(server, "name", tmp_path) == SMALL | weights


def test_a_token_opens_what_is_private(tmp_path):
    files = SMALL | {"model.safetensors": b"w"}
    with serving(Hub({"owner/name": files}, private={"owner/name": "secret"})) as server:
        assert fetch(server, "owner/name", tmp_path, HF_TOKEN="secret") == files
        other = tmp_path / "other"
        other.mkdir()
        with pytest.raises(ExportError, match="or it is private and HF_TOKEN does not open it"):
            fetch(server, "owner/name", other)


REFUSED = {
    "owner/unknown": "there is no folder owner/unknown, and no such model on the hub",
    "owner/gated": "owner/gated is gated on the hub: accept its terms there, and set HF_TOKEN",
    "owner/name@nowhere": "the hub has the model, but not this revision",
    "owner/bare": "owner/bare has no config.json on the hub",
    "owner/llama": "owner/llama is of model_type 'llama': only checkpoints of GPT-2 and T5 can be converted",
    "owner/flax": "owner/flax has no weights that can be read on the hub: none of model.safetensors, pytorch_model.bin",
    "no such/folder/here": "is neither a folder nor the id of a model on the hub",
}


@pytest.mark.parametrize("source", REFUSED)
def test_what_cannot_be_fetched_is_told_in_one_sentence(source, tmp_path):
    models = {
        "owner/gated": SMALL,
        "owner/name": SMALL,
        "owner/bare": {"model.safetensors": b"w"},
        "owner/llama": {"config.json": b'{"model_type": "llama"}', "model.safetensors": b"w"},
        "owner/flax": SMALL | {"flax_model.msgpack": b"f"},
    }
    with serving(Hub(models, private={"owner/gated": ""})) as server:
        with pytest.raises(ExportError, match=REFUSED[source]) as caught:
            fetch(server, source, tmp_path)
        assert "\n" not in str(caught.value)
        assert not any(name.endswith(("safetensors", "msgpack")) for name in server.files_asked())


def test_no_network(tmp_path):
    with pytest.raises(ExportError, match="owner/name cannot be fetched from the hub") as caught:
        fetch(Hub({}, url="http://127.0.0.1:9"), "owner/name", tmp_path)
    assert "\n" not in str(caught.value)
