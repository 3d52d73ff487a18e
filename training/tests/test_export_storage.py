"""Weights lie on disk once, in safetensors that the graphs refer to and plain transformers loads, and mean the same."""

from __future__ import annotations

import copy
import json

import numpy as np
import onnx
import onnxruntime
import pytest
import torch
from export_models import NOTHING, ONE_OF_EACH, VARIANTS, close, export, models, positions, query_in, random_ids
from safetensors import safe_open
from safetensors.numpy import load_file
from transformers import GPT2LMHeadModel, T5ForConditionalGeneration

from mend_training.export.quality import QualitySequence
from mend_training.export.read import read_distiller, read_target
from mend_training.export.reference import distil, logits_after
from mend_training.export.runtime import open_model
from mend_training.export.safetensors_file import hash_weights
from mend_training.export.storage import as_stored
from mend_training.export.tensors import Tensors
from mend_training.export.weights import hash_distiller, hash_target

STORAGES = {"float16": 2, "float32": 4}
CLASSES = {"gpt2": GPT2LMHeadModel, "t5": T5ForConditionalGeneration}


@pytest.fixture(scope="module", params=[(name, storage) for name in VARIANTS for storage in STORAGES], ids="-".join)
def exported(request, tmp_path_factory):
    """`(folder, name, storage)`"""
    name, storage = request.param
    folder = tmp_path_factory.mktemp("export") / "model"
    export(name, folder, dtypes=["fp32"], storage=storage)
    return folder, name, storage


def unrounded(name):
    """Models with weights between the values of float16."""
    target, distiller = copy.deepcopy(models(name))
    with torch.no_grad():
        for module in (target, distiller.body, distiller.adapter):
            for parameter in module.parameters():
                parameter.mul_(1 + 1e-4)
        distiller.placeholders.mul_(1 + 1e-4)
    return target, distiller


def graphs_of(folder):
    """The graphs of a folder by the parts' names in its manifest."""
    manifest = json.loads((folder / "mend.json").read_text("utf-8"))
    paths = manifest["dtypes"]["fp32"]
    return {part: onnx.load(folder / path, load_external_data=False).graph for part, path in paths.items()}


def stored_tensors(name):
    """What each file must hold, by the tensors' names; shared token embeddings are the target's."""
    target, distiller = read_target(models(name)[0]), read_distiller(models(name)[1])
    own = distiller.named()
    if not VARIANTS[name].own_table:
        own = own.without(f"body.{distiller.body.layout.table}")
    return {"model.safetensors": target.named(), "distiller.safetensors": own}


def test_every_weight_is_stored_once(exported):
    folder, name, storage = exported
    expected = {
        file: sum(tensor.size for tensor in tensors.values()) * STORAGES[storage]
        for file, tensors in stored_tensors(name).items()
    }
    assert {file: data_bytes(folder / file) for file in expected} == expected
    # Nothing but shapes, node names and constants: a graph does not grow with the width.
    graphs = sum(path.stat().st_size for path in folder.glob("*.onnx"))
    assert graphs < (30_000 if VARIANTS[name].family == "gpt2" else 90_000)
    tokenizer = (folder / "tokenizer.json").stat().st_size
    assert sum(path.stat().st_size for path in folder.iterdir()) < sum(expected.values()) + graphs + tokenizer + 20_000


def test_the_target_is_stored_by_transformers_names(exported):
    folder, name, _ = exported
    target, stored = models(name)[0], load_file(folder / "model.safetensors")
    assert stored.keys() <= dict(target.state_dict()).keys()
    tied = target.lm_head.weight is target.get_input_embeddings().weight
    assert ("lm_head.weight" in stored) == (not tied)
    assert sum(tensor.size for tensor in stored.values()) == sum(each.numel() for each in target.parameters())


def data_bytes(path):
    return path.stat().st_size - 8 - int.from_bytes(path.read_bytes()[:8], "little")


def test_graphs_refer_to_the_safetensors_files(exported):
    folder, name, storage = exported
    files = {file: load_file(folder / file) for file in stored_tensors(name)}
    assert {file: tensors.keys() for file, tensors in files.items()} == {
        file: tensors.keys() for file, tensors in stored_tensors(name).items()
    }
    weights = read_target(models(name)[0]), read_distiller(models(name)[1]).body
    for part, graph in graphs_of(folder).items():
        of_target, of_distiller = (each.layout.table for each in weights)
        table = of_distiller if part == "distiller" else of_target
        for tensor in graph.initializer:
            if not tensor.external_data:
                # T5's buckets are of its architecture, not learned.
                assert len(tensor.raw_data) <= 64 or tensor.name.endswith("buckets"), tensor.name
                continue
            place = {entry.key: entry.value for entry in tensor.external_data}
            of_distillers_own = part == "distiller" and (tensor.name != table or VARIANTS[name].own_table)
            assert place["location"] == ("distiller.safetensors" if of_distillers_own else "model.safetensors")
            stored = stored_as(files[place["location"]], weights, tensor.name)
            content = (folder / place["location"]).read_bytes()[int(place["offset"]) :][: int(place["length"])]
            assert content == stored.tobytes()
            assert stored.dtype == np.dtype(storage)


def stored_as(tensors, weights, name):
    """The tensor of a file that a graph calls `name`."""
    target, body = weights
    name = target.layout.table if name == body.layout.table and f"body.{name}" not in tensors else name
    return next(tensors[prefix + name] for prefix in ("", target.prefix, body.prefix) if prefix + name in tensors)


def test_the_hashes_can_be_had_from_the_files(exported):
    folder, name, _ = exported
    manifest = json.loads((folder / "mend.json").read_text("utf-8"))
    target, distiller = (
        Tensors.of_arrays({key: tensor.astype(np.float32) for key, tensor in load_file(folder / file).items()})
        for file in ("model.safetensors", "distiller.safetensors")
    )
    table, own_table = {
        "gpt2": ("transformer.wte.weight", "body.wte.weight"),
        "t5": ("shared.weight", "body.embed_tokens.weight"),
    }[VARIANTS[name].family]
    distiller = Tensors.of_arrays({own_table: target[table]}) | distiller
    assert manifest["target"]["hash"] == hash_weights(target) == hash_target(read_target(models(name)[0]))
    assert manifest["distiller"]["hash"] == hash_weights(distiller) == hash_distiller(read_distiller(models(name)[1]))


def loaded_target(folder, name):
    return CLASSES[VARIANTS[name].family].from_pretrained(folder).eval()


def test_plain_transformers_loads_exactly_the_target(exported):
    folder, name, _ = exported
    loaded, original = loaded_target(folder, name), models(name)[0]
    assert loaded.dtype == torch.float32
    query, answer = random_ids(20), random_ids(5, seed=1)
    expected = logits_after(original, NOTHING, query, answer, query_in(name))
    close(logits_after(loaded, NOTHING, query, answer, query_in(name)), expected, tolerance=0)
    tied = [model.lm_head.weight is model.get_input_embeddings().weight for model in (original, loaded)]
    assert tied[0] == tied[1]
    with safe_open(folder / "model.safetensors", "pt") as file:
        assert file.metadata() == {"format": "pt"}


@pytest.mark.parametrize("name", VARIANTS)
def test_rounded_weights_are_the_same_for_pytorch_and_the_graphs(name, tmp_path):
    export(name, tmp_path / "model", models=unrounded(name), dtypes=["fp32"])
    graphs, loaded = open_model(tmp_path / "model", "fp32"), loaded_target(tmp_path / "model", name)
    ids = random_ids(30)
    actual = graphs.logits_after(NOTHING.numpy(), ids.tolist())
    close(actual, logits_after(loaded, NOTHING, ids, query_in=query_in(name)))
    _, rounded = as_stored("float16", *unrounded(name))
    vectors, places = graphs.distil(ids.tolist(), positions(30)), [positions(30)]
    close(vectors, distil(rounded, ids[None], places)[0])
    _, original = unrounded(name)
    assert np.abs(vectors - distil(original, ids[None], places)[0].numpy()).max() > 1e-4


@pytest.mark.parametrize("name", ONE_OF_EACH)
def test_float32_storage_rounds_nothing(name, tmp_path):
    target, distiller = unrounded(name)
    manifest = export(name, tmp_path / "model", models=(target, distiller), dtypes=["fp32"], storage="float32")
    assert manifest["target"]["hash"] == hash_target(read_target(target))
    assert manifest["distiller"]["hash"] == hash_distiller(read_distiller(distiller))


@pytest.mark.parametrize("name", ONE_OF_EACH)
def test_rounding_leaves_the_models_given_as_they_are(name, tmp_path):
    target, distiller = unrounded(name)
    before = hash_target(read_target(target)), hash_distiller(read_distiller(distiller))
    manifest = export(name, tmp_path / "model", models=(target, distiller))
    assert (hash_target(read_target(target)), hash_distiller(read_distiller(distiller))) == before
    assert manifest["target"]["hash"] != before[0]


@pytest.mark.parametrize("name", ONE_OF_EACH)
def test_int8_is_measured_against_the_rounded_weights(name, tmp_path):
    sequences = [QualitySequence(random_ids(30).tolist(), positions(30), random_ids(10, 1).tolist())]
    measured = [
        export(name, tmp_path / "model", models=parts, dtypes=["fp32"], quality_sequences=sequences)["quality"]["int8"]
        for parts in (unrounded(name), as_stored("float16", *unrounded(name)))
    ]
    assert measured[0] == measured[1]


def test_the_runtime_widens_and_cuts_weights_once_when_it_loads_them(exported, tmp_path):
    folder = exported[0]
    for path in folder.glob("*.onnx"):
        options = onnxruntime.SessionOptions()
        options.optimized_model_filepath = str(tmp_path / "optimized.onnx")
        options.log_severity_level = 3
        onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
        graph = onnx.load(tmp_path / "optimized.onnx", load_external_data=False).graph
        constants = {tensor.name for tensor in graph.initializer}
        at_every_run = {
            node.op_type for node in graph.node if node.input and all(value in constants for value in node.input)
        }
        assert not at_every_run & {"Cast", "Slice", "Transpose", "Gather"}
