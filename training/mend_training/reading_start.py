"""A start from which a distiller reads at once: its second block is made to look at the anchors, by least squares.

A placeholder takes the position id of its anchor (anchors.py). Whatever the first block has made of the anchor's token
then lies one attention step away: at the key whose position equals the placeholder's own. All heads of the second block
are set to take that step. Queries and keys are ridge regressions from the block's input to features of the position;
values and output pass the state on. What the later blocks add is damped, and the adapter is a ridge regression from
the distiller's last states to the states that its vectors should equal (reading.py). Nothing is frozen: training goes
on from here as from any other start.
"""

from dataclasses import dataclass

import torch
from torch import Tensor
from transformers import GPT2LMHeadModel

from .model import Distiller
from .reading import first_states

_BLOCK = 1
_SHARPNESS = 60.0
_DAMPING = 0.3
_PLACEHOLDERS = 0.05
"""Smaller placeholders, so that a placeholder's position can be told from its state."""


@dataclass(frozen=True)
class AnchoredText:
    """Token ids, and the placeholders' position ids behind them."""

    ids: list[int]
    anchors: list[int]


@torch.no_grad()
def start_reading(distiller: Distiller, target: GPT2LMHeadModel, texts: list[AnchoredText]) -> float:
    """
    Rewrites the distiller, whose width must be the target's, and returns the share of the states' variance that its
    vectors explain in `texts`.
    """
    if distiller.body.config.n_embd != target.config.n_embd or not isinstance(distiller.adapter, torch.nn.Linear):
        raise ValueError("a distiller can only start by reading where its width is the target LM's")
    distiller.placeholders.mul_(_PLACEHOLDERS)
    _look_at_anchors(distiller, texts)
    _damp(distiller)
    return _fit_adapter(distiller, target, texts)


def _states(distiller: Distiller, text: AnchoredText, layer: int) -> Tensor:
    """Residual stream `[T + l, d]` before block `layer`; after the final norm for the last."""
    ids = torch.tensor(text.ids)
    positions = torch.tensor([[*range(len(text.ids)), *text.anchors]])
    inputs = torch.cat([distiller.body.wte(ids), distiller.placeholders])[None]
    visible = torch.ones_like(positions)
    out = distiller.body(
        inputs_embeds=inputs, position_ids=positions, attention_mask=visible, output_hidden_states=True
    )
    return out.hidden_states[layer][0]


def _look_at_anchors(distiller: Distiller, texts: list[AnchoredText]) -> None:
    config, block = distiller.body.config, distiller.body.h[_BLOCK]
    width, size = config.n_embd, config.n_embd // config.n_head
    features = position_features(distiller.body.wpe.weight, size)
    keys, queries, of_keys, of_queries = [], [], [], []
    for text in texts:
        normed = block.ln_1(_states(distiller, text, _BLOCK))
        count = len(text.ids)
        keys.append(normed[:count])
        of_keys.append(features[:count])
        queries.append(normed[count:])
        of_queries.append(features[text.anchors])
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
    for index, block in enumerate(distiller.body.h):
        parts = [block.mlp.c_proj] * (index >= _BLOCK) + [block.attn.c_proj] * (index > _BLOCK)
        for part in parts:
            part.weight.mul_(_DAMPING)
            part.bias.mul_(_DAMPING)


def _fit_adapter(distiller: Distiller, target: GPT2LMHeadModel, texts: list[AnchoredText]) -> float:
    last = torch.cat([_states(distiller, text, -1)[len(text.ids) :] for text in texts])
    wanted = torch.cat(
        [first_states(target, torch.tensor([text.ids]), torch.tensor([text.anchors]))[0] for text in texts]
    )
    weight, bias = ridge(last, wanted, 1e-2)
    distiller.adapter.weight.copy_(weight.T)
    distiller.adapter.bias.copy_(bias)
    residual = wanted - distiller.adapter(last)
    return 1 - (residual.square().sum() / (wanted - wanted.mean(0)).square().sum()).item()
