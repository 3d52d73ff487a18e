"""int8 graphs: close to float32, independent of the batch, exact integer sums."""

from __future__ import annotations

import json

import numpy as np
import pytest
from export_models import ADAPTERS, FIELDS, models, positions, random_ids, tokenizer_file
from onnx import load

from mend_training.export.folder import export_model
from mend_training.export.linear import ACTIVATION_LIMIT, ACTIVATION_ZERO, CODE_LIMIT, quantize
from mend_training.export.quality import QualitySequence, kl
from mend_training.export.runtime import OnnxModel

SEQUENCES = [
    QualitySequence(random_ids(60, seed).tolist(), positions(60), random_ids(20, seed + 50).tolist())
    for seed in range(6)
]


@pytest.fixture(scope="module", params=ADAPTERS)
def exported(request, tmp_path_factory):
    target, distiller = models(request.param)
    folder = tmp_path_factory.mktemp("export") / request.param
    manifest = export_model(target, distiller, tokenizer_file(), folder, FIELDS, quality_sequences=SEQUENCES)
    return folder, manifest


def test_measured_divergence_is_small_and_written_down(exported):
    folder, manifest = exported
    quality = json.loads((folder / "mend.json").read_text("utf-8"))["quality"]["int8"]
    assert quality == manifest["quality"]["int8"]
    assert quality["positions"] == 120
    # Random weights of large scale are harder than trained ones; a wrong scale or zero gives more than 1.
    assert 0 < quality["klTarget"] < 0.03
    assert 0 < quality["klDistilled"] < 0.06


def test_measured_divergence_of_float32_is_nothing(exported):
    folder, _ = exported
    fp32, int8 = OnnxModel(folder, "fp32"), OnnxModel(folder, "int8")
    ids, nothing = random_ids(40).tolist(), np.zeros((0, 32), np.float32)
    logits = fp32.logits_after(nothing, ids)
    assert kl(logits, logits).max() == 0
    assert kl(logits, int8.logits_after(nothing, ids)).mean() > 1e-5


def test_int8_is_measured_where_it_is_not_shipped(tmp_path):
    shipped, measured = (
        export_model(
            *models(), tokenizer_file(), tmp_path / "model", FIELDS, dtypes=dtypes, quality_sequences=SEQUENCES[:2]
        )
        for dtypes in (["int8"], ["fp32"])
    )
    assert not list((tmp_path / "model").glob("*_quantized*"))
    assert shipped["quality"]["int8"] == measured["quality"]["int8"]
    assert shipped["quality"]["int8"]["klTarget"] > 0


def test_a_folder_of_int8_alone_holds_no_floats(tmp_path):
    export_model(*models(), tokenizer_file(), tmp_path / "model", FIELDS, dtypes=["int8"])
    assert not list((tmp_path / "model").glob("*.safetensors"))
    assert (tmp_path / "model/embeddings_quantized.bin").stat().st_size == 384 * 32 + 384 * 4
    for name in ("embed_tokens", "decoder_model_merged", "distiller"):
        graph = load(tmp_path / f"model/{name}_quantized.onnx", load_external_data=False).graph
        external = {tensor.name for tensor in graph.initializer if tensor.external_data}
        assert "wte.weight" in external
        assert not any(tuple(tensor.dims) == (384, 32) for tensor in graph.initializer if tensor.raw_data)


def test_embeddings_are_what_the_codes_stand_for(exported):
    table = models(exported[0].name)[0].transformer.wte.weight.detach().numpy()
    expected = dequantize(*quantize(table, axis=1), axis=1)
    np.testing.assert_array_equal(OnnxModel(exported[0], "int8").embed(list(range(384))), expected)


def test_a_row_does_not_depend_on_its_batch(exported):
    onnx = OnnxModel(exported[0], "int8")
    rows = [random_ids(12, seed).tolist() for seed in range(3)]
    embeds = np.stack([onnx.embed(row) for row in rows])
    embeds[1] *= 40
    together, _ = onnx.decode(embeds, np.tile([3, 11], (3, 1)))
    alone, _ = onnx.decode(embeds[:1], np.array([[3, 11]]))
    np.testing.assert_allclose(together[0], alone[0], atol=1e-5)


def test_past_equals_reading_everything_at_once(exported):
    onnx = OnnxModel(exported[0], "int8")
    embeds = onnx.embed(random_ids(30).tolist())[None]
    whole, _ = onnx.decode(embeds, np.array([[29]]))
    _, past = onnx.decode(embeds[:, :18], np.zeros((1, 0)))
    continued, _ = onnx.decode(embeds[:, 18:], np.array([[11]]), past)
    np.testing.assert_allclose(continued, whole, atol=1e-4)


def test_no_position_asked(exported):
    onnx = OnnxModel(exported[0], "int8")
    logits, present = onnx.decode(onnx.embed(random_ids(5).tolist())[None], np.zeros((1, 0)))
    assert logits.shape == (1, 0, 384)
    assert present[-1].shape == (1, 2, 5, 16)


def test_a_row_of_zeros_gives_numbers(exported):
    onnx = OnnxModel(exported[0], "int8")
    logits, _ = onnx.decode(np.zeros((1, 3, 32), np.float32), np.array([[2]]))
    assert np.isfinite(logits).all()


def test_distilling_twice_gives_identical_bytes(exported):
    ids = random_ids(70).tolist()
    first, second = (OnnxModel(exported[0], "int8").distil(ids, positions(70)) for _ in range(2))
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
