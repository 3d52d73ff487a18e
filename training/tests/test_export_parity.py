"""PyTorch and onnxruntime give the same numbers, whatever the family."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import torch
from export_models import (
    GPT2,
    NOTHING,
    T5,
    VARIANTS,
    close,
    copying,
    export,
    fp32,
    hybrid,
    models,
    positions,
    query_in,
    random_ids,
)

from mend_training.anchors import Anchoring
from mend_training.export.reference import distil, logits_after
from mend_training.export.runtime import open_model

# GPT-2 has 128 positions; from a distance of 128 on, a T5 knows no difference.
LENGTHS = [(name, length) for name in VARIANTS for length in (1, 2, 17, 80, *([300] if name in T5 else []))]


@pytest.fixture(params=VARIANTS)
def exported(request):
    """`(target, distiller, graphs)` of one variant."""
    return *models(request.param), fp32(request.param)


def test_embeddings(exported):
    target, _, onnx = exported
    ids = random_ids(50)
    np.testing.assert_array_equal(onnx.embed(ids.tolist()), target.get_input_embeddings()(ids).detach().numpy())


@pytest.mark.parametrize(("name", "length"), LENGTHS)
def test_distiller(name, length):
    ids, places = random_ids(length), positions(length)
    close(fp32(name).distil(ids.tolist(), places), distil(models(name)[1], ids[None], [places])[0])


@pytest.mark.parametrize("name", ["narrow-tanh", "t5-untied-narrow-tanh", "t5-gated-linear"])
def test_placeholders_that_copy_the_tokens_at_their_anchors(name, tmp_path):
    target, distiller = copying(name)
    manifest = export(name, tmp_path / "model", models=(target, distiller), dtypes=["fp32"])
    assert manifest["distiller"]["anchors"] == "copies"
    ids, places = random_ids(40), positions(40)
    vectors = open_model(tmp_path / "model", "fp32").distil(ids.tolist(), places)
    close(vectors, distil(distiller, ids[None], [places])[0])
    assert np.abs(vectors - fp32(name).distil(ids.tolist(), places)).max() > 1e-2


@pytest.mark.parametrize("name", ["identity", "linear", "t5", "t5-gated-linear"])
def test_placeholders_that_stand_for_the_last_tokens(name, tmp_path):
    target, distiller = hybrid(name)
    manifest = export(name, tmp_path / "model", models=(target, distiller), dtypes=["fp32", "int8"])
    assert manifest["distiller"]["anchors"] == "hybrid"
    assert manifest["distiller"]["leastRatio"] == 4
    ids = random_ids(40)
    places = distiller.anchoring.behind_text(40)
    expected = distil(distiller, ids[None], [places])[0]
    close(open_model(tmp_path / "model", "fp32").distil(ids.tolist(), places), expected)
    assert np.abs(open_model(tmp_path / "model", "int8").distil(ids.tolist(), places) - expected.numpy()).max() < 1
    bare = replace(distiller, adapter=torch.nn.Identity(), anchoring=Anchoring("copies", 8), recent_adapter=None)
    change = distiller.recent_adapter(distil(bare, ids[None], [places])[0, -4:])
    torch.testing.assert_close(expected[-4:], target.get_input_embeddings()(ids[-4:]) + change)


def test_distiller_ignores_padding_in_a_batch(exported):
    _, distiller, onnx = exported
    lengths = [30, 1, 12]
    ids = torch.stack([random_ids(30, seed) for seed in range(3)])
    mask = (torch.arange(30) < torch.tensor(lengths)[:, None]).long()
    places = [positions(length) for length in lengths]
    vectors = onnx.distil_batch(ids.numpy(), mask.numpy(), np.array(places))
    close(vectors, distil(distiller, ids, places, mask))
    garbage = np.where(mask.numpy() == 1, ids.numpy(), 383)
    np.testing.assert_array_equal(vectors, onnx.distil_batch(garbage, mask.numpy(), np.array(places)))


def test_a_placeholder_s_position_is_the_one_it_is_given(exported):
    _, _, onnx = exported
    ids, places = random_ids(20).tolist(), positions(20)
    one, other = onnx.distil(ids, places), onnx.distil(ids, [*places[:4], 3, *places[5:]])
    assert np.abs(one[4] - other[4]).max() > 1e-3


@pytest.mark.parametrize(("name", "length"), [*LENGTHS, *((name, 128) for name in GPT2)])
def test_target_without_prefix(name, length):
    ids = random_ids(length)
    logits = fp32(name).logits_after(NOTHING.numpy(), ids.tolist())
    close(logits, logits_after(models(name)[0], NOTHING, ids, query_in=query_in(name)))


@pytest.mark.parametrize("name", VARIANTS)
def test_target_behind_vectors(name):
    target, distiller = models(name)
    vectors = distil(distiller, random_ids(60)[None], [positions(60)])[0]
    query, answer = random_ids(20, seed=1), random_ids(10, seed=2)
    logits = fp32(name).logits_after(vectors.numpy(), query.tolist(), answer.tolist())
    assert len(logits) == (11 if query_in(name) == "encoder" else 30)
    close(logits, logits_after(target, vectors, query, answer, query_in(name)))
