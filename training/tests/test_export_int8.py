"""int8 graphs: close to float32, independent of the batch, exact integer sums."""

from __future__ import annotations

import json
from functools import cache, partial

import numpy as np
import pytest
from export_models import NOTHING, ONE_OF_EACH, VARIANTS, export, models, positions, query_in, random_ids
from onnx import TensorProto, load

from mend_training.export.external import PAGE
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


@pytest.fixture
def decode(graphs):
    """`decode(embeds, asked, past)` of the decoder alone; a T5's looks at nine tokens that its encoder read."""
    if "encoder" not in graphs.sessions:
        return graphs.decode
    return partial(graphs.decode, graphs.encode(graphs.embed(random_ids(9, seed=7).tolist())[None]))


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
    rows = manifest["target"]["vocabulary"]
    assert not list((tmp_path / "model").glob("*.safetensors"))
    assert (tmp_path / "model/embeddings_quantized.bin").stat().st_size == -(-rows * 32 // PAGE) * PAGE + rows * 4
    _, target, distiller = read_models(*models(name))
    tables = {"embedTokens": target, "decoder": target, "distiller": distiller.body}
    for part, path in manifest["dtypes"]["int8"].items():
        initializers = load(tmp_path / "model" / path, load_external_data=False).graph.initializer
        external = {tensor.name for tensor in initializers if tensor.external_data}
        untied = part == "decoder" and target.layout.head
        if part in tables and not untied:
            assert tables[part].layout.table in external
        floats = {
            tensor.name for tensor in initializers if tensor.data_type == TensorProto.FLOAT and len(tensor.dims) > 1
        }
        assert {name.removeprefix("encoder.").removeprefix("decoder.") for name in floats} <= SMALL
        assert not any(tuple(tensor.dims) == (rows, 32) for tensor in initializers if tensor.raw_data)


def test_embeddings_are_what_the_codes_stand_for(exported, graphs):
    table = models(exported[0].name)[0].get_input_embeddings().weight.detach().numpy()
    expected = dequantize(*quantize(table, axis=1), axis=1)
    np.testing.assert_array_equal(graphs.embed(list(range(len(table)))), expected)


def test_a_row_does_not_depend_on_its_batch(graphs, decode):
    rows = [random_ids(12, seed).tolist() for seed in range(3)]
    embeds = np.stack([graphs.embed(row) for row in rows])
    embeds[1] *= 40
    together, _ = decode(embeds, np.tile([3, 11], (3, 1)))
    alone, _ = decode(embeds[:1], np.array([[3, 11]]))
    np.testing.assert_allclose(together[0], alone[0], atol=1e-5)


def test_past_equals_reading_everything_at_once(graphs, decode):
    embeds = graphs.embed(random_ids(30).tolist())[None]
    whole, _ = decode(embeds, np.array([[29]]))
    _, past = decode(embeds[:, :18], np.zeros((1, 0)))
    continued, _ = decode(embeds[:, 18:], np.array([[11]]), past)
    np.testing.assert_allclose(continued, whole, atol=1e-4)


def test_no_position_asked(exported, graphs, decode):
    target = exported[1]["target"]
    logits, present = decode(graphs.embed(random_ids(5).tolist())[None], np.zeros((1, 0)))
    assert logits.shape == (1, 0, target["vocabulary"])
    assert present[-1].shape == (1, target["heads"], 5, target.get("headWidth", 16))


def test_a_row_of_zeros_gives_numbers(decode):
    logits, _ = decode(np.zeros((1, 3, 32), np.float32), np.array([[2]]))
    assert np.isfinite(logits).all()


def test_distilling_twice_gives_identical_bytes(exported):
    ids = random_ids(70).tolist()
    first, second = (open_model(exported[0], "int8").distil(ids, positions(70)) for _ in range(2))
    assert first.tobytes() == second.tobytes()


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
