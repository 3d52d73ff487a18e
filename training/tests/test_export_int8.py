"""int8 graphs: close to float32, independent of the batch, exact integer sums."""

from __future__ import annotations

import json

import numpy as np
import pytest
import torch
from export_models import ADAPTERS, FIELDS, models, random_ids, tokenizer_file
from transformers import GPT2LMHeadModel

from mend_training.export.folder import export_model
from mend_training.export.linear import ACTIVATION_LIMIT, ACTIVATION_ZERO, CODE_LIMIT, dequantize, quantize
from mend_training.export.quality import QualitySequence, kl
from mend_training.export.reference import logits_after
from mend_training.export.runtime import OnnxModel

SEQUENCES = [QualitySequence(random_ids(60, seed).tolist(), random_ids(20, seed + 50).tolist()) for seed in range(6)]


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


def test_transformers_with_the_codes_values_is_closer_than_with_the_training_weights(tmp_path):
    """What is left between `model.safetensors` (`int8-dequantized`) and the engine is the rounding of activations."""
    target, distiller = models()
    export_model(
        target,
        distiller,
        tokenizer_file(),
        tmp_path / "model",
        FIELDS,
        dtypes=["int8"],
        transformers_weights="int8-dequantized",
    )
    onnx, loaded = OnnxModel(tmp_path / "model", "int8"), GPT2LMHeadModel.from_pretrained(tmp_path / "model").eval()
    from_codes, from_training = [], []
    for sequence in SEQUENCES:
        vectors = onnx.distil(sequence.demonstrations)
        actual = onnx.logits_after(vectors, sequence.query)
        for model, found in ((loaded, from_codes), (target, from_training)):
            expected = logits_after(model, torch.from_numpy(vectors), torch.tensor(sequence.query))
            found.append(kl(expected.numpy(), actual).mean())
    assert np.mean(from_codes) < np.mean(from_training)
    assert np.mean(from_codes) < 0.005


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
    first, second = (OnnxModel(exported[0], "int8").distil(ids) for _ in range(2))
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
