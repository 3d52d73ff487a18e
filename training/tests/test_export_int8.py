"""int8 graphs: close to float32, independent of the batch, exact integer sums."""

from __future__ import annotations

import json
from functools import cache

import numpy as np
import pytest
from export_models import NOTHING, ONE_OF_EACH, VARIANTS, export, models, positions, query_in, random_ids
from onnx import TensorProto, load

from mend_training.export.int8 import ACTIVATION_LIMIT, ACTIVATION_ZERO, CODE_LIMIT, quantize
from mend_training.export.quality import QualitySequence, kl
from mend_training.export.read import read_models
from mend_training.export.runtime import open_model

SEQUENCES = [
    QualitySequence(
        random_ids(60, seed).tolist(), positions(60), random_ids(12, seed + 50).tolist(), random_ids(8, seed).tolist()
    )
    for seed in range(6)
]


SMALL = {
    "wpe.weight",
    "placeholders",
    "adapter.weight",
    "block.0.layer.0.SelfAttention.relative_attention_bias.weight",
}
"""The matrices that stay float32."""


@pytest.fixture(scope="module")
def opened(tmp_path_factory):
    """`opened(name)` exports a variant once: `(folder, manifest, int8 graphs)`."""

    @cache
    def export_once(name):
        folder = tmp_path_factory.mktemp("export") / name
        manifest = export(name, folder, quality_sequences=SEQUENCES)
        return folder, manifest, open_model(folder, "int8")

    return export_once


@pytest.fixture(params=VARIANTS)
def exported(request, opened):
    return opened(request.param)


@pytest.fixture
def graphs(exported):
    return exported[2]


def test_measured_divergence_is_small_and_written_down(exported):
    folder, manifest, _ = exported
    quality = json.loads((folder / "mend.json").read_text("utf-8"))["quality"]["int8"]
    assert quality == manifest["quality"]["int8"]
    assert quality["positions"] == 6 * (9 if query_in(folder.name) == "encoder" else 20)
    # Random weights of large scale are harder than trained ones; a wrong scale or zero gives more than 1.
    assert 0 < quality["klTarget"] < 0.03
    assert 0 < quality["klDistilled"] < 0.06


def test_measured_divergence_of_float32_is_nothing(exported):
    folder, _, int8 = exported
    ids, nothing = random_ids(40).tolist(), NOTHING.numpy()
    logits = open_model(folder, "fp32").logits_after(nothing, ids)
    assert kl(logits, logits).max() == 0
    assert kl(logits, int8.logits_after(nothing, ids)).mean() > 1e-5


@pytest.mark.parametrize("name", ONE_OF_EACH)
def test_int8_is_measured_where_it_is_not_shipped(name, tmp_path):
    shipped, measured = (
        export(name, tmp_path / "model", dtypes=dtypes, quality_sequences=SEQUENCES[:2])
        for dtypes in (["int8"], ["fp32"])
    )
    assert not list((tmp_path / "model").glob("*_quantized*"))
    assert shipped["quality"]["int8"] == measured["quality"]["int8"]
    assert shipped["quality"]["int8"]["klTarget"] > 0


@pytest.mark.parametrize("name", ONE_OF_EACH)
def test_a_folder_of_int8_alone_holds_no_floats(name, tmp_path):
    manifest = export(name, tmp_path / "model", dtypes=["int8"])
    assert not list((tmp_path / "model").glob("*.safetensors"))
    for path in manifest["dtypes"]["int8"].values():
        initializers = load(tmp_path / "model" / path, load_external_data=False).graph.initializer
        floats = {
            tensor.name for tensor in initializers if tensor.data_type == TensorProto.FLOAT and len(tensor.dims) > 1
        }
        assert {name.removeprefix("encoder.").removeprefix("decoder.") for name in floats} <= SMALL


@pytest.mark.parametrize("name", ONE_OF_EACH)
def test_token_embeddings_are_stored_once(name, tmp_path):
    manifest = export(name, tmp_path / "model", dtypes=["int8"])
    table = read_models(*models(name))[1].layout.table
    places = set()
    for part in ("embedTokens", "distiller"):
        graph = load(tmp_path / "model" / manifest["dtypes"]["int8"][part], load_external_data=False).graph
        shape = [manifest["target"]["vocabulary"], 32]
        (tensor,) = [each for each in graph.initializer if list(each.dims) == shape]
        places.add(tuple((entry.key, entry.value) for entry in tensor.external_data))
        assert part == "distiller" or tensor.name == table
    assert len(places) == 1


def test_embeddings_are_what_the_codes_stand_for(exported, graphs):
    table = models(exported[0].name)[0].get_input_embeddings().weight.detach().numpy()
    expected = dequantize(*quantize(table, axis=1), axis=1)
    np.testing.assert_array_equal(graphs.embed(list(range(len(table)))), expected)


@pytest.mark.parametrize("axis", [0, 1])
def test_codes_are_within_half_a_step(axis):
    matrix = np.random.default_rng(0).normal(size=(40, 30)).astype(np.float32)
    matrix[:, 3] = 0
    matrix[5] = 0
    codes, scales = quantize(matrix, axis)
    assert codes.dtype == np.int8
    assert np.abs(codes).max() == CODE_LIMIT
    step = np.expand_dims(scales, axis)
    assert (np.abs(dequantize(codes, scales, axis) - matrix) <= step * 0.5001).all()
    assert np.abs(dequantize(codes, scales, axis)).max() == pytest.approx(np.abs(matrix).max(), rel=1e-6)


def test_two_products_cannot_saturate_sixteen_bits():
    assert 2 * (ACTIVATION_ZERO + ACTIVATION_LIMIT) * CODE_LIMIT <= 2**15 - 1
    assert ACTIVATION_ZERO >= ACTIVATION_LIMIT


def dequantize(codes, scales, axis):
    """What `quantize` stands for, in float32."""
    return codes.astype(np.float32) * np.expand_dims(scales, axis)
