"""The graphs of every dtype but fp32: close to PyTorch, whatever shapes they are run in, and files like fp32's."""

from __future__ import annotations

import copy
from functools import cache, partial

import numpy as np
import onnx
import pytest
import torch
from export_models import VARIANTS, export, models, positions, random_ids
from torch import nn
from transformers.pytorch_utils import Conv1D

from mend_training.export.graph import CONTRIBUTED
from mend_training.export.nbits import BLOCK, quantize_blocks
from mend_training.export.quality import QualitySequence, measure
from mend_training.export.runtime import open_model

SEQUENCES = [
    QualitySequence(
        random_ids(60, seed).tolist(), positions(60), random_ids(12, seed + 50).tolist(), random_ids(8, seed).tolist()
    )
    for seed in range(6)
]

LARGEST_KL = {"fp16": (2e-5, 2e-5), "int8": (0.03, 0.06), "q4": (0.005, 0.01)}
"""
Of the target, and of the target behind the vectors; q4 from what its codes stand for, since 4 bits are few for random
weights of large scale. A wrong scale or zero gives more than 1.
"""


@pytest.fixture(scope="module")
def opened(tmp_path_factory):
    """`opened(name)` exports a variant once, in every dtype: `(folder, manifest)`."""

    @cache
    def export_once(name):
        folder = tmp_path_factory.mktemp("export") / name
        return folder, export(name, folder, dtypes=["fp32", *LARGEST_KL])

    return export_once


@pytest.fixture(params=[(name, dtype) for name in VARIANTS for dtype in LARGEST_KL], ids="-".join)
def exported(request, opened):
    """`(folder, manifest, dtype, graphs)`"""
    name, dtype = request.param
    folder, manifest = opened(name)
    return folder, manifest, dtype, open_model(folder, dtype)


@pytest.fixture
def graphs(exported):
    return exported[3]


@pytest.fixture
def decode(graphs):
    """`decode(embeds, asked, past)` of the decoder alone; a T5's looks at nine tokens that its encoder read."""
    if "encoder" not in graphs.sessions:
        return graphs.decode
    return partial(graphs.decode, graphs.encode(graphs.embed(random_ids(9, seed=7).tolist())[None]))


def test_the_divergence_from_pytorch_is_small(exported, graphs):
    folder, _, dtype, _ = exported
    originals = models(folder.name)
    measured = measure(*(in_blocks(*originals) if dtype == "q4" else originals), graphs, SEQUENCES)
    assert 0 < measured["klTarget"] < LARGEST_KL[dtype][0]
    assert 0 < measured["klDistilled"] < LARGEST_KL[dtype][1]


def in_blocks(target, distiller):
    """The models with every matrix at what its blocks of bits stand for."""
    target, distiller = copy.deepcopy((target, distiller))
    tables = {id(target.get_input_embeddings().weight), id(target.lm_head.weight)}
    for module, bits in ((target, 4), (distiller.body, 8)):
        for each in module.modules():
            if not isinstance(each, nn.Linear | Conv1D) and each is not module.get_input_embeddings():
                continue
            matrix = each.weight.data.T if isinstance(each, Conv1D) else each.weight.data
            values = dequantize_blocks(*quantize_blocks(matrix.numpy(), 8 if id(each.weight) in tables else bits))
            matrix.copy_(torch.from_numpy(values[:, : matrix.shape[1]]))
    return target, distiller


def dequantize_blocks(codes, scales):
    """What `quantize_blocks` stands for, `[N, K]` with the last block whole."""
    bits = 8 * codes.shape[2] // BLOCK
    if bits == 4:
        codes = np.stack([codes & 15, codes >> 4], axis=-1).reshape(*scales.shape, BLOCK)
    return ((codes.astype(np.float32) - 2 ** (bits - 1)) * scales[..., None]).reshape(len(codes), -1)


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
    folder, _, dtype, _ = exported
    ids = random_ids(70).tolist()
    first, second = (open_model(folder, dtype).distil(ids, positions(70)) for _ in range(2))
    assert first.tobytes() == second.tobytes()


def test_graphs_hold_no_weights(exported):
    """A graph may not be larger than 2 GB, so none of it may grow with the model's width."""
    folder, manifest, dtype, _ = exported
    for path in manifest["dtypes"][dtype].values():
        for tensor in onnx.load(folder / path, load_external_data=False).graph.initializer:
            # T5's buckets are of its architecture, not learned.
            assert len(tensor.raw_data) <= 64 or tensor.name.endswith("buckets"), tensor.name


def test_the_manifest_names_the_graphs_and_lists_their_weights(exported):
    folder, manifest, dtype, _ = exported
    listed = {entry["path"] for entry in manifest["files"]}
    assert listed == {path.name for path in folder.iterdir()} - {"mend.json"}
    for path in manifest["dtypes"][dtype].values():
        onnx.checker.check_model(str(folder / path), full_check=True)
        for tensor in onnx.load(folder / path, load_external_data=False).graph.initializer:
            locations = {entry.value for entry in tensor.external_data if entry.key == "location"}
            assert locations <= listed


def test_float16_adds_graphs_alone(opened):
    folder, manifest = opened("identity")
    for path in manifest["dtypes"]["fp16"].values():
        for tensor in onnx.load(folder / path, load_external_data=False).graph.initializer:
            locations = {entry.value for entry in tensor.external_data if entry.key == "location"}
            assert locations <= {"model.safetensors", "distiller.safetensors"}


def test_float16_keeps_what_overflows_it_in_float32(opened):
    """The last matrix of T5's feed-forward layers; every other product is in float16."""
    folder, manifest = opened("t5-gated-linear")
    graph = onnx.load(folder / manifest["dtypes"]["fp16"]["encoder"], load_external_data=False).graph
    casts = {node.output[0]: node.attribute[0].i for node in graph.node if node.op_type == "Cast"}
    products = [node for node in graph.node if node.op_type == "MatMul" and node.name.endswith(".matmul")]
    kinds = {node.name: casts.get(node.input[0]) for node in products}
    assert {kind for name, kind in kinds.items() if ".wo." in name} == {None}
    assert {kind for name, kind in kinds.items() if ".wo." not in name} == {onnx.TensorProto.FLOAT16}


def test_weights_are_made_ready_before_anything_is_computed(opened):
    """onnxruntime then runs each of these nodes just before its result is read, where it does not fold them."""
    folder, manifest = opened("identity")
    for dtype in ("fp32", "fp16"):
        graph = onnx.load(folder / manifest["dtypes"][dtype]["decoder"], load_external_data=False).graph
        constant = {tensor.name for tensor in graph.initializer}
        of_weights = []
        for node in graph.node:
            of_weights.append(set(node.input) <= constant)
            if of_weights[-1]:
                constant.update(node.output)
        count = sum(of_weights)
        assert count > 8
        assert all(of_weights[:count])


def test_blocks_of_4_bits_are_onnxruntime_s_own_operators(opened):
    folder, manifest = opened("identity")
    graph = onnx.load(folder / manifest["dtypes"]["q4"]["decoder"], load_external_data=False)
    assert CONTRIBUTED in {entry.domain for entry in graph.opset_import}
    bits = [
        next(each.i for each in node.attribute if each.name == "bits")
        for node in graph.graph.node
        if node.op_type == "MatMulNBits"
    ]
    # Two layers of five products (keys and values apart from queries) and the head.
    assert sorted(bits) == [4] * 10 + [8]


@pytest.mark.parametrize("bits", [4, 8])
@pytest.mark.parametrize("width", [BLOCK, 3 * BLOCK, 40])
def test_block_codes_are_within_half_a_step(bits, width):
    matrix = np.random.default_rng(0).normal(size=(20, width)).astype(np.float32)
    matrix[3] = 0
    codes, scales = quantize_blocks(matrix, bits)
    assert codes.shape == (20, -(-width // BLOCK), BLOCK * bits // 8)
    values = dequantize_blocks(codes, scales)
    assert (values[:, width:] == 0).all()
    steps = np.repeat(np.abs(scales), BLOCK, axis=1)[:, :width]
    # The one code that is missing on the other side of zero costs up to another half.
    assert (np.abs(values[:, :width] - matrix) <= steps * 1.0001).all()
    assert (np.abs(values[:, :width] - matrix) <= steps * 0.5001).mean() > 0.97
