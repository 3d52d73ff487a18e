"""T5's graphs in every shape the engine uses, against transformers' own forward."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from export_models import NOTHING, T5, close, fp32, models, random_ids

from mend_training.export.t5.runtime import Encoded

SHAPE = (4, 12)
"""Heads, and width of each: together wider than the model."""


@pytest.fixture(params=T5)
def exported(request):
    """`(target, graphs)` of one variant."""
    return models(request.param)[0], fp32(request.param)


@torch.no_grad()
def expected_logits(target, read, ids, mask=None):
    """`[T, V]` of the decoder's `ids [T]` where the encoder reads `read [S, width]`."""
    mask = None if mask is None else mask[None]
    return target(inputs_embeds=read[None], attention_mask=mask, decoder_input_ids=ids[None]).logits[0]


def embedded(target, count, seed=0):
    return target.shared(random_ids(count, seed)).detach()


def started(count, seed=0):
    """Ids as the decoder reads them, the start token first."""
    return torch.cat([torch.tensor([0]), random_ids(count - 1, seed)])


def embed(onnx, *rows):
    return np.stack([onnx.embed(row.tolist()) for row in rows])


@pytest.mark.parametrize("length", [1, 2, 40, 300])
def test_encoder(exported, length):
    target, onnx = exported
    read = embedded(target, length)
    states = target.encoder(inputs_embeds=read[None]).last_hidden_state
    encoded = onnx.encode(read[None].numpy())
    attentions = [block.layer[1].EncDecAttention for block in target.decoder.block]
    projections = [projection for attention in attentions for projection in (attention.k, attention.v)]
    for actual, projection in zip(encoded.cache, projections, strict=True):
        close(actual, projection(states).unflatten(-1, SHAPE).transpose(1, 2))


def test_encoder_ignores_padding_in_a_batch(exported):
    target, onnx = exported
    lengths = [30, 1, 12]
    read = torch.stack([embedded(target, 30, seed) for seed in range(3)]).numpy()
    mask = (np.arange(30) < np.array(lengths)[:, None]).astype(np.int64)
    encoded = onnx.encode(read, mask)
    for index, length in enumerate(lengths):
        alone = onnx.encode(read[index : index + 1, :length])
        for together, single in zip(encoded.cache, alone.cache, strict=True):
            close(together[index, :, :length], single[0])
    garbage = onnx.encode(np.where(mask[..., None] == 1, read, 3.0), mask)
    for one, other in zip(encoded.cache, garbage.cache, strict=True):
        np.testing.assert_array_equal(one[1, :, :1], other[1, :, :1])


@pytest.mark.parametrize(("read", "count"), [(1, 1), (40, 30), (300, 20), (5, 300)])
def test_decoder_without_past(exported, read, count):
    target, onnx = exported
    before, ids = embedded(target, read), started(count, seed=1)
    logits, _ = onnx.decode(onnx.encode(before[None].numpy()), embed(onnx, ids), np.arange(count)[None])
    close(logits[0], expected_logits(target, before, ids))


def test_logits_index_picks_positions_in_any_order(exported):
    target, onnx = exported
    before, ids = embedded(target, 9), started(12, seed=1)
    logits, _ = onnx.decode(onnx.encode(before[None].numpy()), embed(onnx, ids), np.array([[11, 0, 5, 5]]))
    close(logits[0], expected_logits(target, before, ids)[[11, 0, 5, 5]])


def test_no_position_asked_still_gives_the_cache(exported):
    target, onnx = exported
    before, ids = embedded(target, 9), started(12, seed=1)
    logits, present = onnx.decode(onnx.encode(before[None].numpy()), embed(onnx, ids), np.zeros((1, 0)))
    assert logits.shape == (1, 0, 480)
    cache = target(inputs_embeds=before[None], decoder_input_ids=ids[None], use_cache=True).past_key_values
    expected = [tensor for layer in cache.self_attention_cache.layers for tensor in (layer.keys, layer.values)]
    for actual, tensor in zip(present, expected, strict=True):
        close(actual, tensor)


@pytest.mark.parametrize("count", [40, 200])
def test_past_equals_reading_everything_at_once(exported, count):
    target, onnx = exported
    before, ids = embedded(target, 9), started(count, seed=1)
    encoded, first = onnx.encode(before[None].numpy()), count - 15
    _, past = onnx.decode(encoded, embed(onnx, ids[:first]), np.zeros((1, 0)))
    logits, present = onnx.decode(encoded, embed(onnx, ids[first:]), np.array([[14, 0, 3]]), past)
    close(logits[0], expected_logits(target, before, ids)[first:][[14, 0, 3]])
    assert present[0].shape == (1, 4, count, 12)


def test_one_token_at_a_time(exported):
    target, onnx = exported
    before, ids = embedded(target, 9), started(10, seed=1)
    expected, encoded, past = expected_logits(target, before, ids), onnx.encode(before[None].numpy()), None
    for index, token in enumerate(ids):
        logits, past = onnx.decode(encoded, embed(onnx, token[None]), np.zeros((1, 1)), past)
        close(logits[0, 0], expected[index])


def test_batch_over_one_encoder_and_one_past(exported):
    target, onnx = exported
    before, shared = embedded(target, 20), started(7, seed=1)
    encoded = onnx.encode(before[None].numpy())
    _, past = onnx.decode(encoded, embed(onnx, shared), np.zeros((1, 0)))
    lengths, longest = [9, 1, 5], 9
    rows = [random_ids(longest, seed) for seed in range(3)]
    asked = np.array([[length - 1] for length in lengths])
    embeds = embed(onnx, *rows)
    logits, present = onnx.decode(encoded, embeds, asked, past)
    for index, length in enumerate(lengths):
        close(logits[index, 0], expected_logits(target, before, torch.cat([shared, rows[index][:length]]))[-1])
    # What stands behind a row's end changes nothing before it.
    real = np.arange(longest) < np.array(lengths)[:, None]
    garbage, _ = onnx.decode(encoded, np.where(real[..., None], embeds, 3.0), asked, past)
    np.testing.assert_allclose(garbage, logits, atol=1e-6)
    assert present[0].shape == (3, 4, 16, 12)
    np.testing.assert_array_equal(present[0][2, :, :7], past[0][0])


def test_batch_of_encoders_of_unequal_length(exported):
    """Each row reads what its own encoder read, padding left out, over a past of its own."""
    target, onnx = exported
    lengths = [14, 3]
    read = torch.stack([embedded(target, 14, seed) for seed in range(2)])
    mask = (torch.arange(14) < torch.tensor(lengths)[:, None]).long()
    encoded = onnx.encode(read.numpy(), mask.numpy())
    rows = [started(12, seed) for seed in (3, 4)]
    _, past = onnx.decode(encoded, embed(onnx, *(row[:5] for row in rows)), np.zeros((2, 0)))
    logits, _ = onnx.decode(encoded, embed(onnx, *(row[5:] for row in rows)), np.tile(np.arange(7), (2, 1)), past)
    for index, length in enumerate(lengths):
        close(logits[index], expected_logits(target, read[index, :length], rows[index])[5:])
        close(logits[index], expected_logits(target, read[index], rows[index], mask[index])[5:])


def test_masked_places_of_the_encoder_are_not_seen(exported):
    target, onnx = exported
    before, ids = embedded(target, 6), started(8, seed=1)
    encoded = onnx.encode(before[None].numpy())
    wider = [np.concatenate([tensor, np.full((1, 4, 3, 12), 5.0, np.float32)], axis=2) for tensor in encoded.cache]
    padded = Encoded(wider, np.array([[1] * 6 + [0] * 3], np.int64))
    logits, _ = onnx.decode(padded, embed(onnx, ids), np.arange(8)[None])
    close(logits[0], expected_logits(target, before, ids))


@torch.no_grad()
@pytest.mark.parametrize("length", [5, 150])
def test_counted_positions_are_transformers_own(exported, length):
    """Where placeholders count on behind the tokens, the distiller is T5's encoder as transformers has it."""
    _, onnx = exported
    distiller = next(models(name)[1] for name in T5 if fp32(name) is onnx)
    ids, count = random_ids(length), len(distiller.placeholders)
    read = torch.cat([distiller.body.embed_tokens(ids), distiller.placeholders])
    states = distiller.body(inputs_embeds=read[None], use_cache=False).last_hidden_state[0, -count:]
    close(onnx.distil(ids.tolist(), list(range(length, length + count))), distiller.adapter(states))


def test_zero_shot_reads_the_end_token_alone():
    """The vectors' absence is an encoder that reads nothing but its end."""
    target, onnx = models("t5")[0], fp32("t5")
    ids = random_ids(10)
    expected = expected_logits(target, target.shared(torch.tensor([1])), torch.cat([torch.tensor([0]), ids]))[1:]
    close(onnx.logits_after(NOTHING.numpy(), ids.tolist()), expected)


def test_the_encoder_reads_prefix_query_and_end_where_the_query_goes_there():
    target, onnx = models("t5-gated-linear")[0], fp32("t5-gated-linear")
    prefix, query, answer = embedded(target, 8), random_ids(10, seed=1), random_ids(3, seed=2)
    read = torch.cat([prefix, target.shared(torch.cat([query, torch.tensor([1])]))])
    expected = expected_logits(target, read, torch.cat([torch.tensor([0]), answer]))
    close(onnx.logits_after(prefix.numpy(), query.tolist(), answer.tolist()), expected)
