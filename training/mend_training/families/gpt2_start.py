"""A start for small GPT-2 models from which copying in context is learned in minutes instead of hours.

A freshly drawn small transformer needs tens of millions of tokens before heads that look one token back and heads that
match and copy ("induction
heads", Olsson et al. 2022) find each other. Here the weights start near such a circuit, and training does the rest:

- the residual stream starts in four parts: positions (sinusoids), token identity, identity of the token before,
  identity of the token two before;
- in layer 0, heads 0 and 1 attend one and two tokens back (a rotation of the sinusoids) and copy the token found into
  its part;
- in layer 1, head 0 attends to where "the token before" equals the current token, head 1 to where "the token two
  before" equals the token
  before (a match across a separator); both copy the token found into the output.

Nothing is frozen or masked: it is a starting point of an ordinary GPT-2.
"""

import math

import torch
from torch import Tensor
from transformers import GPT2LMHeadModel

_TOKEN_SCALE = 0.1
_LOOK_BACK_GAIN = 1.4
_MATCH_GAIN = 1.4
_COPY_GAIN = 0.35


@torch.no_grad()
def start_near_induction(model: GPT2LMHeadModel, seed: int) -> None:
    """
    Rewrites the embeddings and four heads of a freshly drawn model with at least two layers of at least two heads.
    """
    config = model.config
    width, size = config.n_embd, config.n_embd // config.n_head
    if config.n_layer < 2 or config.n_head < 2 or width < 64:
        raise ValueError("the start needs at least 2 layers, 2 heads and width 64")
    generator = torch.Generator().manual_seed(seed)
    parts = _Parts(width)
    body = model.transformer
    body.wte.weight.normal_(0.0, 0.1 * _TOKEN_SCALE, generator=generator)
    identity = torch.empty(config.vocab_size, len(parts.token)).normal_(0.0, _TOKEN_SCALE, generator=generator)
    body.wte.weight[:, parts.token] = identity
    token_norm = _TOKEN_SCALE * math.sqrt(len(parts.token))
    frequencies = torch.linspace(0.03, math.pi * 0.97, len(parts.position) // 2) + 0.02 * torch.rand(
        len(parts.position) // 2, generator=generator
    )
    body.wpe.weight.normal_(0.0, 0.002, generator=generator)
    body.wpe.weight[:, parts.position] = (
        _sinusoids(config.n_positions, frequencies) * token_norm / math.sqrt(len(frequencies))
    )

    for head, (steps, target) in enumerate([(1, parts.previous), (2, parts.before_previous)]):
        _look_back(body.h[0].attn, head, size, parts, steps, frequencies)
        _copy(body.h[0].attn, head, size, parts.token, target, 0.09, generator)
    for head, (query, key) in enumerate([(parts.token, parts.previous), (parts.previous, parts.before_previous)]):
        _match(body.h[1].attn, head, size, query, key, model)
        _copy(body.h[1].attn, head, size, parts.token, parts.token, _COPY_GAIN, generator)


class _Parts:
    """Index sets of the residual stream: 1/8 positions, 3/8 token, 1/4 the token before, 1/4 the token two before."""

    def __init__(self, width: int):
        eighth = width // 8
        self.position = list(range(0, eighth - eighth % 2))
        self.token = list(range(eighth, 4 * eighth))
        self.previous = list(range(4 * eighth, 6 * eighth))
        self.before_previous = list(range(6 * eighth, width))


def _sinusoids(length: int, frequencies: Tensor) -> Tensor:
    angles = torch.arange(length, dtype=torch.float32)[:, None] * frequencies
    return torch.stack([angles.sin(), angles.cos()], dim=-1).flatten(1)


def _blocks(attention, head: int, size: int) -> tuple[Tensor, Tensor, Tensor, Tensor]:
    """Views of W_q, W_k, W_v `[width, size]` and W_o `[size, width]` of one head; Conv1D stores `[in, out]`."""
    width = attention.c_proj.weight.shape[0]
    start, end = head * size, (head + 1) * size
    weight = attention.c_attn.weight
    return (
        weight[:, start:end],
        weight[:, width + start : width + end],
        weight[:, 2 * width + start : 2 * width + end],
        attention.c_proj.weight[start:end, :],
    )


def _look_back(attention, head: int, size: int, parts: _Parts, steps: int, frequencies: Tensor) -> None:
    """Query = the position `steps` back: each pair (sin, cos) turned by `steps` times its frequency."""
    query, key, _, _ = _blocks(attention, head, size)
    query.zero_()
    key.zero_()
    pairs = min(len(frequencies), size // 2)
    for pair in range(pairs):
        rows = [parts.position[2 * pair], parts.position[2 * pair + 1]]
        angle = float(frequencies[pair]) * steps
        cos, sin = math.cos(angle), math.sin(angle)
        for column in (0, 1):
            key[rows[column], 2 * pair + column] = _LOOK_BACK_GAIN
        # sin(a - s) = sin a cos s - cos a sin s; cos(a - s) = cos a cos s + sin a sin s
        query[rows[0], 2 * pair] = _LOOK_BACK_GAIN * cos
        query[rows[1], 2 * pair] = -_LOOK_BACK_GAIN * sin
        query[rows[1], 2 * pair + 1] = _LOOK_BACK_GAIN * cos
        query[rows[0], 2 * pair + 1] = _LOOK_BACK_GAIN * sin


def _orthonormal(rows: int, columns: int, generator: torch.Generator) -> Tensor:
    """`[rows, columns]` with orthonormal columns (or rows, whichever are fewer)."""
    tall = torch.empty(max(rows, columns), min(rows, columns)).normal_(generator=generator)
    basis = torch.linalg.qr(tall).Q
    return basis if rows >= columns else basis.T


def _token_to(part: list[int], token: list[int]) -> Tensor:
    """The fixed projection `[token, part]` by which token identity is written into (and matched with) another part."""
    generator = torch.Generator().manual_seed(len(token) * 1009 + len(part))
    return _orthonormal(len(token), len(part), generator)


def _copy(
    attention, head: int, size: int, source: list[int], target: list[int], gain: float, generator: torch.Generator
) -> None:
    """Value = token identity; output = the same identity in `target` (the token part itself, or a projection of it)."""
    _, _, value, output = _blocks(attention, head, size)
    value.zero_()
    output.zero_()
    basis = _orthonormal(len(source), size, generator)
    value[source, : basis.shape[1]] = basis
    into = basis if target is source else _token_to(target, source).T @ basis
    output[: basis.shape[1], target] = gain * into.T


def _match(attention, head: int, size: int, query_part: list[int], key_part: list[int], model: GPT2LMHeadModel) -> None:
    """Query and key compare token identities; a part other than the token part already holds the projection."""
    query, key, _, _ = _blocks(attention, head, size)
    query.zero_()
    key.zero_()
    token = _Parts(model.config.n_embd).token
    for block, part in ((query, query_part), (key, key_part)):
        projection = _token_to(key_part, token) if part is token or part == token else torch.eye(len(part))
        columns = min(size, projection.shape[1])
        block[part, :columns] = _MATCH_GAIN * projection[:, :columns]
