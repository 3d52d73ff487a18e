"""Model folders written once for all export tests."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from tempfile import mkdtemp

import torch
from torch import nn
from transformers import GPT2LMHeadModel

from mend_training.export.fixture import LIMITS, TEMPLATE, TinyDistiller, tiny_models, tiny_tokenizer

FIELDS = {
    "id": "test",
    "name": "Test",
    "description": "A test.",
    "template": TEMPLATE,
    "limits": LIMITS,
    "licences": {"code": "Apache-2.0"},
}

ADAPTERS = ["identity", "linear", "narrow-tanh"]


@cache
def tokenizer_file() -> Path:
    path = Path(mkdtemp()) / "tokenizer.json"
    tiny_tokenizer().save(str(path))
    return path


@cache
def models(adapter: str = "identity") -> tuple[GPT2LMHeadModel, TinyDistiller]:
    """
    Target LM and distiller with one of the adapters; only `narrow-tanh` has a width, and a token table, of its own.
    """
    if adapter == "linear":
        return tiny_models(adapter=nn.Linear(32, 32))
    if adapter == "narrow-tanh":
        return tiny_models(distiller_width=16, adapter=nn.Sequential(nn.Linear(16, 32), nn.Tanh()))
    return tiny_models()


def positions(length: int) -> list[int]:
    """Position ids of the placeholders behind a text of so many tokens."""
    return tiny_models()[1].anchoring.behind_text(length)


def random_ids(count: int, seed: int = 0) -> torch.Tensor:
    return torch.randint(0, 384, (count,), generator=torch.Generator().manual_seed(seed))
