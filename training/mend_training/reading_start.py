"""A start from which a distiller reads at once, without training.

A placeholder takes the position id of its anchor (anchors.py). Where it starts from the anchor's token too (`copies`),
the first block makes of it what it makes of that token. Where it does not (`answers`, GPT-2 alone), whatever the first
block has made of the anchor's token lies one attention step away: at the key whose position equals the placeholder's
own; all heads of the second block are set to take that step, by least squares.

What the later blocks add is damped, and the adapter is a ridge regression from the distiller's last states to the
states that its vectors should equal (reading.py). Nothing is frozen: training goes on from here as from any other
start.
"""

from dataclasses import dataclass

import torch
from torch import Tensor
from transformers import GPT2Model

from .families import body as bodies
from .families.rows import pad
from .families.target import TargetLM
from .model import Distiller
from .reading import first_states

_BLOCK = 1
_SHARPNESS = 60.0
_DAMPING = 0.3
_PLACEHOLDERS = 0.05
"""Smaller placeholders, so that a placeholder's position, or the token it copies, can be told from its state."""
_TEXTS_AT_ONCE = 16


@dataclass(frozen=True)
class AnchoredText:
    """Token ids, and the placeholders' position ids behind them."""

    ids: list[int]
    anchors: list[int]


@dataclass(frozen=True)
class _Batch:
    ids: Tensor
    lengths: Tensor
    anchors: Tensor


@torch.no_grad()
def start_reading(distiller: Distiller, target: TargetLM, texts: list[AnchoredText]) -> float:
    """
    Rewrites the distiller, whose width must be the target's, and returns the share of the states' variance that its
    vectors explain in `texts`.
    """
    if bodies.width(distiller.body) != target.width or not isinstance(distiller.adapter, torch.nn.Linear):
        raise ValueError("a distiller can only start by reading where its width is the target LM's")
    batches = _batches(texts)
    distiller.placeholders.mul_(_PLACEHOLDERS)
    if not distiller.anchoring.copies:
        if not isinstance(distiller.body, GPT2Model):
            raise ValueError("placeholders of a T5 can only start by reading as copies of their anchors' tokens")
        _look_at_anchors(distiller, batches)
    _damp(distiller)
    return _fit_adapter(distiller, target, batches)


def _batches(texts: list[AnchoredText]) -> list[_Batch]:
    device = torch.device("cpu")
    parts = [texts[start : start + _TEXTS_AT_ONCE] for start in range(0, len(texts), _TEXTS_AT_ONCE)]
    return [
        _Batch(*pad([text.ids for text in part], device), torch.tensor([text.anchors for text in part]))
        for part in parts
    ]


def _look_at_anchors(distiller: Distiller, batches: list[_Batch]) -> None:
    config, block = distiller.body.config, distiller.body.h[_BLOCK]
    width, size = config.n_embd, config.n_embd // config.n_head
    features = position_features(distiller.body.wpe.weight, size)
    keys, queries, of_keys, of_queries = [], [], [], []
    for batch in batches:
        states, positions = distiller.all_states(batch.ids, batch.lengths, batch.anchors)
        normed, wanted = block.ln_1(states[_BLOCK]), features[positions]
        for row, length in enumerate(batch.lengths.tolist()):
            placeholders = slice(length, length + distiller.anchoring.count)
            keys.append(normed[row, :length])
            of_keys.append(wanted[row, :length])
            queries.append(normed[row, placeholders])
            of_queries.append(wanted[row, placeholders])
    key, key_bias = ridge(torch.cat(keys), torch.cat(of_keys), 1e-3)
    query, query_bias = ridge(torch.cat(queries), torch.cat(of_queries), 1e-3)
    weight, bias = block.attn.c_attn.weight, block.attn.c_attn.bias
    heads = config.n_head
    weight[:, :width], bias[:width] = _SHARPNESS * query.repeat(1, heads), _SHARPNESS * query_bias.repeat(heads)
    weight[:, width : 2 * width], bias[width : 2 * width] = key.repeat(1, heads), key_bias.repeat(heads)
    # The state as it was before the norm's own weights.
    weight[:, 2 * width :] = torch.diag(1 / block.ln_1.weight)
    bias[2 * width :] = -block.ln_1.bias / block.ln_1.weight
    block.attn.c_proj.weight.copy_(torch.eye(width))
    block.attn.c_proj.bias.zero_()


def position_features(embeddings: Tensor, count: int) -> Tensor:
    """`[positions, count]`: the first principal components of the position embeddings, each with variance 1."""
    components = torch.linalg.svd(embeddings - embeddings.mean(0), full_matrices=False).U[:, :count]
    return components * (len(embeddings) / count) ** 0.5


def ridge(inputs: Tensor, outputs: Tensor, penalty: float) -> tuple[Tensor, Tensor]:
    """Weights `[d, n]` and bias `[n]` of the least-squares map with `penalty` times the weights' squares per row."""
    extended = torch.cat([inputs, torch.ones(len(inputs), 1)], 1)
    gram = extended.T @ extended
    gram.diagonal()[:-1].add_(penalty * len(inputs))
    solution = torch.linalg.solve(gram, extended.T @ outputs)
    return solution[:-1], solution[-1]


def _damp(distiller: Distiller) -> None:
    """All that is written after the state was read: copies have read it in the first block, others in the second."""
    reading = 0 if distiller.anchoring.copies else _BLOCK
    for index in range(bodies.count_blocks(distiller.body)):
        attention, feed_forward = bodies.block_outputs(distiller.body, index)
        parts = [feed_forward] * (index >= _BLOCK) + [attention] * (index > reading)
        for part in parts:
            for parameter in part.parameters():
                parameter.mul_(_DAMPING)


def _fit_adapter(distiller: Distiller, target: TargetLM, batches: list[_Batch]) -> float:
    # Those that stand for the last tokens read them already: they are their embeddings.
    read = distiller.anchoring.count - distiller.anchoring.recent
    states = [distiller.states(batch.ids, batch.lengths, batch.anchors)[-1][:, :read] for batch in batches]
    wanted = torch.cat(
        [first_states(target, batch.ids, batch.lengths, batch.anchors[:, :read]).flatten(0, 1) for batch in batches]
    )
    last = torch.cat([state.flatten(0, 1) for state in states])
    weight, bias = ridge(last, wanted, 1e-2)
    distiller.adapter.weight.copy_(weight.T)
    distiller.adapter.bias.copy_(bias)
    residual = wanted - distiller.adapter(last)
    return 1 - (residual.square().sum() / (wanted - wanted.mean(0)).square().sum()).item()
