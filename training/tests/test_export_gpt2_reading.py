"""GPT-2's distiller goes on from keys and values of tokens that it read before."""

from __future__ import annotations

import numpy as np
import onnx
import pytest
import torch
from export_models import GPT2, close, copying, export, hybrid, models, random_ids

from mend_training.export.reference import distil
from mend_training.export.runtime import open_model

MAKERS = {"answers": models, "copies": copying, "hybrid": hybrid}
CASES = [*((name, "answers") for name in GPT2), ("identity", "copies"), ("narrow-tanh", "copies"), ("linear", "hybrid")]
CUTS = [0, 1, 17, 39, 40]
DIFFERENCE = {"fp32": 1e-5, "fp16": 2e-2, "int8": 1e-4, "q4": 1e-4}
"""
Of vectors read in two goes from those read at once; random weights of large scale. fp16 rounds what it multiplies, so
that a last bit there is one of ten.
"""


@pytest.fixture(scope="module", params=CASES, ids="-".join)
def exported(request, tmp_path_factory):
    """`(distiller, folder)`"""
    name, anchors = request.param
    parts = MAKERS[anchors](name)
    folder = tmp_path_factory.mktemp("reading") / name
    export(name, folder, models=parts, dtypes=["fp32", "fp16", "int8", "q4"])
    return parts[1], folder


@pytest.fixture(params=DIFFERENCE)
def dtype(request):
    return request.param


def read_before(graphs, ids):
    """Keys and values of tokens that were read with placeholders at other places."""
    return graphs.distil_behind(ids.tolist(), [0] * 8, graphs.nothing_read(), 0)[1]


@pytest.mark.parametrize("cut", CUTS)
def test_what_was_read_before_need_not_be_read_again(exported, dtype, cut):
    distiller, folder = exported
    graphs = open_model(folder, dtype)
    ids, places = random_ids(40), distiller.anchoring.behind_text(40)
    other = torch.cat([ids[:cut], random_ids(25, seed=1)])
    vectors, present = graphs.distil_behind(ids.tolist(), places, read_before(graphs, other), cut)
    whole, expected = graphs.distil_behind(ids.tolist(), places, graphs.nothing_read(), 0)
    close(vectors, whole, DIFFERENCE[dtype])
    assert present.keys() == expected.keys()
    for name, value in present.items():
        assert value.shape[2] == 40
        close(value, expected[name], DIFFERENCE[dtype])
    if dtype == "fp32":
        close(vectors, distil(distiller, ids[None], [places])[0])


def test_keys_and_values_are_those_of_the_tokens_alone(exported):
    distiller, folder = exported
    ids = random_ids(30)
    present = read_before(open_model(folder, "fp32"), ids)
    cache = distiller.body(input_ids=ids[None], use_cache=True).past_key_values
    expected = [tensor for layer in cache.layers for tensor in (layer.keys, layer.values)]
    assert len(present) == len(expected)
    for actual, tensor in zip(present.values(), expected, strict=True):
        close(actual, tensor)


def test_keys_and_values_of_other_tokens_are_seen(exported):
    """So that the tests above do not hold because nothing reads the past."""
    distiller, folder = exported
    graphs = open_model(folder, "fp32")
    ids, places = random_ids(40), distiller.anchoring.behind_text(40)
    vectors, _ = graphs.distil_behind(ids.tolist(), places, read_before(graphs, random_ids(40, seed=3)), 30)
    assert np.abs(vectors - graphs.distil(ids.tolist(), places)).max() > 1e-2


def test_a_batch_goes_on_from_one_past(exported):
    distiller, folder = exported
    graphs = open_model(folder, "fp32")
    shared, lengths = random_ids(20), [30, 21, 26]
    ids = torch.stack([torch.cat([shared, random_ids(10, seed)]) for seed in range(3)])
    mask = (torch.arange(30) < torch.tensor(lengths)[:, None]).long().numpy()
    places = np.array([distiller.anchoring.behind_text(length) for length in lengths])
    feeds = {"input_ids": ids.numpy(), "attention_mask": mask, "placeholder_positions": places}
    past = {name: value[:, :, :20] for name, value in read_before(graphs, shared).items()}
    vectors = graphs.sessions["distiller"].run(["distilled_vectors"], feeds | past)[0]
    close(vectors, graphs.distil_batch(ids.numpy(), mask, places), 1e-5)


def test_the_graph_says_what_it_takes(exported):
    _, folder = exported
    graph = onnx.load(folder / "distiller.onnx", load_external_data=False).graph
    kinds = [f"{layer}.{kind}" for layer in range(2) for kind in ("key", "value")]
    assert [each.name for each in graph.input][3:] == [f"past_key_values.{kind}" for kind in kinds]
    assert {each.name for each in graph.output} == {"distilled_vectors", *(f"present.{kind}" for kind in kinds)}
