"""PyTorch and onnxruntime give the same numbers for every graph and every shape the engine uses."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from export_models import ADAPTERS, FIELDS, models, positions, random_ids, tokenizer_file

from mend_training.export.folder import export_model
from mend_training.export.reference import distil, logits_after
from mend_training.export.runtime import OnnxModel

TOLERANCE = 1e-4


@pytest.fixture(scope="module", params=ADAPTERS)
def exported(request, tmp_path_factory):
    """`(target, distiller, graphs)` for one adapter."""
    target, distiller = models(request.param)
    folder = tmp_path_factory.mktemp("export") / request.param
    export_model(target, distiller, tokenizer_file(), folder, FIELDS, dtypes=["fp32"])
    return target, distiller, OnnxModel(folder, "fp32")


def close(actual, expected):
    expected = expected.detach().numpy() if isinstance(expected, torch.Tensor) else expected
    assert actual.shape == expected.shape
    np.testing.assert_allclose(actual, expected, atol=TOLERANCE, rtol=0)


def test_embeddings(exported):
    target, _, onnx = exported
    ids = random_ids(50)
    np.testing.assert_array_equal(onnx.embed(ids.tolist()), target.transformer.wte(ids).detach().numpy())


@pytest.mark.parametrize("length", [1, 2, 17, 80])
def test_distiller(exported, length):
    _, distiller, onnx = exported
    ids = random_ids(length)
    close(onnx.distil(ids.tolist(), positions(length)), distil(distiller, ids[None], [positions(length)])[0])


def test_distiller_ignores_padding_in_a_batch(exported):
    _, distiller, onnx = exported
    lengths = [30, 1, 12]
    ids = torch.stack([random_ids(30, seed) for seed in range(3)])
    mask = (torch.arange(30) < torch.tensor(lengths)[:, None]).long()
    places = [positions(length) for length in lengths]
    inputs = {"input_ids": ids.numpy(), "attention_mask": mask.numpy(), "placeholder_positions": np.array(places)}
    (vectors,) = onnx.distiller.run(None, inputs)
    close(vectors, distil(distiller, ids, places, mask))
    (other,) = onnx.distiller.run(None, inputs | {"input_ids": np.where(mask.numpy() == 1, ids.numpy(), 383)})
    np.testing.assert_array_equal(vectors, other)


def test_distiller_matches_torch_placeholder_by_placeholder(exported):
    """
    Causal placeholders: fewer of them give the first rows, which is what lets the engine keep the first n vectors.
    """
    _, distiller, onnx = exported
    ids = random_ids(20)
    embeds = torch.cat([distiller.body.wte(ids), distiller.placeholders[:3]])
    places = torch.tensor([[*range(20), *positions(20)[:3]]])
    seen = torch.ones_like(places)
    body = distiller.body(inputs_embeds=embeds[None], position_ids=places, attention_mask=seen)
    close(onnx.distil(ids.tolist(), positions(20))[:3], distiller.adapter(body.last_hidden_state[0, -3:]))


def test_a_placeholder_s_position_is_the_one_it_is_given(exported):
    _, _, onnx = exported
    ids, places = random_ids(20).tolist(), positions(20)
    moved = [*places[:4], 3, *places[5:]]
    one, other = onnx.distil(ids, places), onnx.distil(ids, moved)
    np.testing.assert_array_equal(one[:4], other[:4])
    assert np.abs(one[4] - other[4]).max() > 1e-3


def test_decoder_without_past(exported):
    target, _, onnx = exported
    ids = random_ids(40)
    close(onnx.logits_after(np.zeros((0, 32), np.float32), ids.tolist()), logits_after(target, torch.zeros(0, 32), ids))


def test_decoder_behind_vectors(exported):
    target, distiller, onnx = exported
    vectors = distil(distiller, random_ids(60)[None], [positions(60)])[0]
    ids = random_ids(30, seed=1)
    close(onnx.logits_after(vectors.numpy(), ids.tolist()), logits_after(target, vectors, ids))


def test_decoder_at_the_full_context(exported):
    target, _, onnx = exported
    ids = random_ids(128)
    close(onnx.logits_after(np.zeros((0, 32), np.float32), ids.tolist()), logits_after(target, torch.zeros(0, 32), ids))


def test_logits_index_picks_positions_in_any_order(exported):
    target, _, onnx = exported
    ids = random_ids(12)
    expected = logits_after(target, torch.zeros(0, 32), ids)
    logits, _ = onnx.decode(onnx.embed(ids.tolist())[None], np.array([[11, 0, 5, 5]]))
    close(logits[0], expected[[11, 0, 5, 5]])


def test_no_position_asked_still_gives_the_cache(exported):
    target, _, onnx = exported
    ids = random_ids(12)
    logits, present = onnx.decode(onnx.embed(ids.tolist())[None], np.zeros((1, 0)))
    assert logits.shape == (1, 0, 384)
    cache = target(input_ids=ids[None], use_cache=True).past_key_values
    expected = [tensor for layer in cache.layers for tensor in (layer.keys, layer.values)]
    for actual, tensor in zip(present, expected, strict=True):
        close(actual, tensor)


def test_past_equals_reading_everything_at_once(exported):
    target, _, onnx = exported
    ids = random_ids(40)
    _, past = onnx.decode(onnx.embed(ids[:25].tolist())[None], np.zeros((1, 0)))
    logits, present = onnx.decode(onnx.embed(ids[25:].tolist())[None], np.arange(15)[None], past)
    close(logits[0], logits_after(target, torch.zeros(0, 32), ids)[25:])
    assert present[0].shape == (1, 2, 40, 16)


def test_one_token_at_a_time(exported):
    target, _, onnx = exported
    ids = random_ids(10)
    expected, past = logits_after(target, torch.zeros(0, 32), ids), None
    for index, token in enumerate(ids.tolist()):
        logits, past = onnx.decode(onnx.embed([token])[None], np.zeros((1, 1)), past)
        close(logits[0, 0], expected[index])


def test_past_of_batch_one_is_broadcast_and_padding_changes_nothing(exported):
    target, _, onnx = exported
    prefix = random_ids(20)
    _, past = onnx.decode(onnx.embed(prefix.tolist())[None], np.zeros((1, 0)))
    lengths, longest = [9, 1, 5], 9
    rows = [random_ids(longest, seed) for seed in range(3)]
    mask = np.array([[1] * (20 + length) + [0] * (longest - length) for length in lengths], np.int64)
    embeds = np.stack([onnx.embed(row.tolist()) for row in rows])
    asked = np.array([[length - 1] for length in lengths])
    logits, present = onnx.decode(embeds, asked, past, mask)
    for index, length in enumerate(lengths):
        expected = logits_after(target, torch.zeros(0, 32), torch.cat([prefix, rows[index][:length]]))
        close(logits[index, 0], expected[-1])
    garbage = np.where(mask[:, 20:, None] == 1, embeds, 3.0)
    np.testing.assert_allclose(onnx.decode(garbage, asked, past, mask)[0], logits, atol=1e-6)
    assert present[0].shape == (3, 2, 29, 16)
    np.testing.assert_array_equal(present[0][2, :, :20], past[0][0])


def test_past_of_the_whole_batch(exported):
    target, _, onnx = exported
    ids = torch.stack([random_ids(14, seed) for seed in range(2)])
    embeds = np.stack([onnx.embed(row.tolist()) for row in ids])
    _, past = onnx.decode(embeds[:, :6], np.zeros((2, 0)))
    logits, _ = onnx.decode(embeds[:, 6:], np.tile(np.arange(8), (2, 1)), past)
    for row, tensor in zip(ids, logits, strict=True):
        close(tensor, logits_after(target, torch.zeros(0, 32), row)[6:])


def test_masked_past_is_not_seen(exported):
    target, _, onnx = exported
    ids, junk = random_ids(10), random_ids(4, seed=9)
    _, past = onnx.decode(onnx.embed(torch.cat([ids[:6], junk]).tolist())[None], np.zeros((1, 0)))
    mask = np.array([[1] * 6 + [0] * 4 + [1] * 4], np.int64)
    positions = np.arange(6, 10)[None]
    logits, _ = onnx.decode(onnx.embed(ids[6:].tolist())[None], np.array([[3]]), past, mask, positions)
    close(logits[0, 0], logits_after(target, torch.zeros(0, 32), ids)[-1])
