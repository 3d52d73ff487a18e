"""GPT-2's graphs in every shape the engine uses."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from export_models import GPT2, NOTHING, close, fp32, models, positions, random_ids

from mend_training.export.reference import logits_after


@pytest.fixture(params=GPT2)
def exported(request):
    """`(target, distiller, graphs)` of one variant."""
    return *models(request.param), fp32(request.param)


def test_placeholders_are_causal(exported):
    """Fewer of them give the first rows, which is what lets the engine keep the first n vectors."""
    _, distiller, onnx = exported
    ids = random_ids(20)
    embeds = torch.cat([distiller.body.wte(ids), distiller.placeholders[:3]])
    places = torch.tensor([[*range(20), *positions(20)[:3]]])
    seen = torch.ones_like(places)
    body = distiller.body(inputs_embeds=embeds[None], position_ids=places, attention_mask=seen)
    close(onnx.distil(ids.tolist(), positions(20))[:3], distiller.adapter(body.last_hidden_state[0, -3:]))


def test_logits_index_picks_positions_in_any_order(exported):
    target, _, onnx = exported
    ids = random_ids(12)
    expected = logits_after(target, NOTHING, ids)
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
    close(logits[0], logits_after(target, NOTHING, ids)[25:])
    assert present[0].shape == (1, 2, 40, 16)


def test_one_token_at_a_time(exported):
    target, _, onnx = exported
    ids = random_ids(10)
    expected, past = logits_after(target, NOTHING, ids), None
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
        expected = logits_after(target, NOTHING, torch.cat([prefix, rows[index][:length]]))
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
        close(tensor, logits_after(target, NOTHING, row)[6:])


def test_masked_past_is_not_seen(exported):
    target, _, onnx = exported
    ids, junk = random_ids(10), random_ids(4, seed=9)
    _, past = onnx.decode(onnx.embed(torch.cat([ids[:6], junk]).tolist())[None], np.zeros((1, 0)))
    mask = np.array([[1] * 6 + [0] * 4 + [1] * 4], np.int64)
    positions = np.arange(6, 10)[None]
    logits, _ = onnx.decode(onnx.embed(ids[6:].tolist())[None], np.array([[3]]), past, mask, positions)
    close(logits[0, 0], logits_after(target, NOTHING, ids)[-1])
