"""Weights lie on disk once, in safetensors that the graphs refer to and plain transformers loads, and mean the same."""

from __future__ import annotations

import copy
import json

import numpy as np
import onnx
import onnxruntime
import pytest
import torch
from export_models import ADAPTERS, FIELDS, models, positions, random_ids, tokenizer_file
from safetensors import safe_open
from safetensors.numpy import load_file
from transformers import GPT2LMHeadModel

from mend_training.export.folder import export_model
from mend_training.export.quality import QualitySequence
from mend_training.export.reference import distil, logits_after
from mend_training.export.runtime import OnnxModel
from mend_training.export.storage import as_stored
from mend_training.export.weights import hash_distiller, hash_target, hash_weights, read_distiller, read_target

STORAGES = {"float16": 2, "float32": 4}
GRAPHS = ["embed_tokens", "decoder_model_merged", "distiller"]
NOTHING = torch.zeros(0, 32)


@pytest.fixture(
    scope="module", params=[(adapter, storage) for adapter in ADAPTERS for storage in STORAGES], ids="-".join
)
def exported(request, tmp_path_factory):
    """`(folder, adapter, storage)`"""
    adapter, storage = request.param
    folder = tmp_path_factory.mktemp("export") / "model"
    export_model(*models(adapter), tokenizer_file(), folder, FIELDS, dtypes=["fp32"], storage=storage)
    return folder, adapter, storage


def unrounded(adapter="identity"):
    """Models with weights between the values of float16."""
    target, distiller = copy.deepcopy(models(adapter))
    with torch.no_grad():
        for module in (target, distiller.body, distiller.adapter):
            for parameter in module.parameters():
                parameter.mul_(1 + 1e-4)
        distiller.placeholders.mul_(1 + 1e-4)
    return target, distiller


def graph_of(folder, name):
    return onnx.load(folder / f"{name}.onnx", load_external_data=False).graph


def test_every_weight_is_stored_once(exported):
    folder, adapter, storage = exported
    target, distiller = (sum(part.values()) for part in count_bytes(adapter, STORAGES[storage]))
    data = {name: data_bytes(folder / name) for name in ("model.safetensors", "distiller.safetensors")}
    assert data == {"model.safetensors": target, "distiller.safetensors": distiller}
    # Nothing but shapes, node names and constants: a graph does not grow with the width.
    assert sum((folder / f"{name}.onnx").stat().st_size for name in GRAPHS) < 30_000
    assert sum(path.stat().st_size for path in folder.iterdir()) < target + distiller + 60_000


def count_bytes(adapter, size):
    """Bytes of each tensor that must be stored; shared token embeddings are the target's."""
    target, distiller = models(adapter)
    own = read_distiller(distiller).named()
    if adapter != "narrow-tanh":
        del own["body.wte.weight"]
    return (
        {name: tensor.numel() * size for name, tensor in target.transformer.state_dict().items()},
        {name: tensor.size * size for name, tensor in own.items()},
    )


def data_bytes(path):
    return path.stat().st_size - 8 - int.from_bytes(path.read_bytes()[:8], "little")


def test_graphs_refer_to_the_safetensors_files(exported):
    folder, adapter, storage = exported
    expected = {f"transformer.{name}": tensor for name, tensor in read_target(models(adapter)[0]).tensors.items()}
    files = {name: load_file(folder / name) for name in ("model.safetensors", "distiller.safetensors")}
    assert files["model.safetensors"].keys() == expected.keys()
    for name in GRAPHS:
        for tensor in graph_of(folder, name).initializer:
            if not tensor.external_data:
                assert len(tensor.raw_data) <= 64, tensor.name
                continue
            place = {entry.key: entry.value for entry in tensor.external_data}
            stored = files[place["location"]]
            is_target = place["location"] == "model.safetensors"
            key = f"transformer.{tensor.name}" if is_target else next(k for k in stored if k.endswith(tensor.name))
            content = (folder / place["location"]).read_bytes()[int(place["offset"]) :][: int(place["length"])]
            assert content == stored[key].tobytes()
            assert stored[key].dtype == np.dtype(storage)
    tables = [graph_of(folder, name).initializer for name in GRAPHS]
    locations = [
        entry.value
        for initializers in tables
        for tensor in initializers
        if tensor.name == "wte.weight"
        for entry in tensor.external_data
        if entry.key == "location"
    ]
    own = "distiller.safetensors" if adapter == "narrow-tanh" else "model.safetensors"
    assert locations == ["model.safetensors", "model.safetensors", own]


def test_the_hashes_can_be_had_from_the_files(exported):
    folder, adapter, _ = exported
    manifest = json.loads((folder / "mend.json").read_text("utf-8"))
    target, distiller = (
        {name: tensor.astype(np.float32) for name, tensor in load_file(folder / name).items()}
        for name in ("model.safetensors", "distiller.safetensors")
    )
    distiller = {"body.wte.weight": target["transformer.wte.weight"]} | distiller
    assert manifest["target"]["hash"] == hash_weights(target) == hash_target(read_target(models(adapter)[0]))
    assert (
        manifest["distiller"]["hash"] == hash_weights(distiller) == hash_distiller(read_distiller(models(adapter)[1]))
    )


def test_plain_transformers_loads_exactly_the_target(exported):
    folder, adapter, _ = exported
    loaded = GPT2LMHeadModel.from_pretrained(folder).eval()
    assert loaded.dtype == torch.float32
    ids = random_ids(20)
    expected = logits_after(models(adapter)[0], NOTHING, ids)
    torch.testing.assert_close(logits_after(loaded, NOTHING, ids), expected, atol=0, rtol=0)
    with safe_open(folder / "model.safetensors", "pt") as file:
        assert file.metadata() == {"format": "pt"}


@pytest.mark.parametrize("adapter", ADAPTERS)
def test_rounded_weights_are_the_same_for_pytorch_and_the_graphs(adapter, tmp_path):
    export_model(*unrounded(adapter), tokenizer_file(), tmp_path / "model", FIELDS, dtypes=["fp32"])
    graphs, loaded = OnnxModel(tmp_path / "model", "fp32"), GPT2LMHeadModel.from_pretrained(tmp_path / "model").eval()
    ids = random_ids(30)
    actual = graphs.logits_after(NOTHING.numpy(), ids.tolist())
    np.testing.assert_allclose(actual, logits_after(loaded, NOTHING, ids).numpy(), atol=1e-4)
    _, rounded = as_stored("float16", *unrounded(adapter))
    vectors, places = graphs.distil(ids.tolist(), positions(30)), [positions(30)]
    np.testing.assert_allclose(vectors, distil(rounded, ids[None], places)[0].numpy(), atol=1e-4)
    _, original = unrounded(adapter)
    assert np.abs(vectors - distil(original, ids[None], places)[0].numpy()).max() > 1e-4


def test_float32_storage_rounds_nothing(tmp_path):
    target, distiller = unrounded()
    manifest = export_model(
        target, distiller, tokenizer_file(), tmp_path / "model", FIELDS, dtypes=["fp32"], storage="float32"
    )
    assert manifest["target"]["hash"] == hash_target(read_target(target))
    assert manifest["distiller"]["hash"] == hash_distiller(read_distiller(distiller))


def test_rounding_leaves_the_models_given_as_they_are(tmp_path):
    target, distiller = unrounded()
    before = hash_target(read_target(target)), hash_distiller(read_distiller(distiller))
    export_model(target, distiller, tokenizer_file(), tmp_path / "model", FIELDS)
    assert (hash_target(read_target(target)), hash_distiller(read_distiller(distiller))) == before


def test_int8_is_measured_against_the_rounded_weights(tmp_path):
    sequences = [QualitySequence(random_ids(30).tolist(), positions(30), random_ids(10, 1).tolist())]
    measured = [
        export_model(
            *parts, tokenizer_file(), tmp_path / "model", FIELDS, dtypes=["fp32"], quality_sequences=sequences
        )["quality"]["int8"]
        for parts in (unrounded(), as_stored("float16", *unrounded()))
    ]
    assert measured[0] == measured[1]


@pytest.mark.parametrize("name", ["decoder_model_merged", "distiller"])
def test_the_runtime_widens_and_cuts_weights_once_when_it_loads_them(name, exported, tmp_path):
    folder = exported[0]
    options = onnxruntime.SessionOptions()
    options.optimized_model_filepath = str(tmp_path / "optimized.onnx")
    options.log_severity_level = 3
    onnxruntime.InferenceSession(str(folder / f"{name}.onnx"), options, providers=["CPUExecutionProvider"])
    graph = onnx.load(tmp_path / "optimized.onnx", load_external_data=False).graph
    constants = {tensor.name for tensor in graph.initializer}
    at_every_run = {
        node.op_type for node in graph.node if node.input and all(value in constants for value in node.input)
    }
    assert not at_every_run & {"Cast", "Slice", "Transpose"}
