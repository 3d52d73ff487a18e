"""Small models of both families, and model folders written once for all export tests."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from tempfile import mkdtemp

import numpy as np
import torch
from torch import nn
from transformers import PreTrainedModel

from mend_training.anchors import Anchoring
from mend_training.export.folder import export_model
from mend_training.export.runtime import open_model
from mend_training.export.sessions import OnnxModel
from mend_training.export.tiny import LIMITS, Fixture, TinyDistiller, as_hybrid
from mend_training.export.tiny_gpt2 import TINY_GPT2, tiny_models
from mend_training.export.tiny_t5 import TINY_T5, TINY_T5_ENCODER, tiny_t5_models

NOTHING = torch.zeros(0, 32)
"""An empty prefix."""

Models = tuple[PreTrainedModel, TinyDistiller]

FIELDS = {
    "id": "test",
    "name": "Test",
    "description": "A test.",
    "template": TINY_GPT2.template,
    "limits": LIMITS,
    "licences": {"code": "Apache-2.0"},
}


def narrow(make: Callable[..., Models], **options) -> Models:
    """With a width, and a token table, of the distiller's own."""
    return make(distiller_width=16, adapter=nn.Sequential(nn.Linear(16, 32), nn.Tanh()), **options)


@dataclass(frozen=True)
class Variant:
    """Models to export; `fixture`: whose tokenizer, template and own manifest fields go with them."""

    fixture: Fixture
    make: Callable[[], Models]
    own_table: bool = False
    """Whether the distiller has token embeddings of its own."""

    @property
    def family(self) -> str:
        return "gpt2" if self.fixture is TINY_GPT2 else "t5"


GPT2 = {
    "identity": Variant(TINY_GPT2, tiny_models),
    "linear": Variant(TINY_GPT2, lambda: tiny_models(adapter=nn.Linear(32, 32))),
    "untied": Variant(TINY_GPT2, lambda: tiny_models(tied=False)),
    "narrow-tanh": Variant(TINY_GPT2, lambda: narrow(tiny_models), own_table=True),
}
T5 = {
    "t5": Variant(TINY_T5, tiny_t5_models),
    "t5-gated-linear": Variant(
        TINY_T5_ENCODER, lambda: tiny_t5_models(gated=True, tied=False, adapter=nn.Linear(32, 32))
    ),
    "t5-untied-narrow-tanh": Variant(TINY_T5, lambda: narrow(tiny_t5_models, tied=False), own_table=True),
}
VARIANTS = GPT2 | T5
ONE_OF_EACH = ["identity", "t5", "t5-gated-linear"]


@cache
def models(name: str = "identity") -> Models:
    """Target LM and distiller of a variant."""
    return VARIANTS[name].make()


def copying(name: str) -> Models:
    """The same with placeholders that start from their anchors' tokens."""
    target, distiller = models(name)
    return target, replace(distiller, anchoring=Anchoring("copies", distiller.anchoring.count), recent_adapter=None)


def hybrid(name: str) -> Models:
    """The same with half of the placeholders standing for the last tokens."""
    target, distiller = models(name)
    return target, as_hybrid(distiller, least_ratio=4)


@cache
def tokenizer_file(name: str = "identity") -> Path:
    """The committed tokenizers; that they are what the code trains is tested with the fixtures."""
    return VARIANTS[name].fixture.folder / "tokenizer.json"


def fields(name: str) -> dict:
    fixture = VARIANTS[name].fixture
    return {**FIELDS, "template": fixture.template, **fixture.fields}


def query_in(name: str) -> str:
    return fields(name).get("queryIn", "decoder")


def export(name: str, folder: Path, **options) -> dict:
    """`export_model` of a variant; `options` may have `models` and `fields` of their own."""
    parts = options.pop("models", None) or models(name)
    return export_model(*parts, tokenizer_file(name), folder, options.pop("fields", fields(name)), **options)


@cache
def fp32(name: str) -> OnnxModel:
    """A variant's float32 graphs, opened."""
    folder = Path(mkdtemp()) / name
    export(name, folder, dtypes=["fp32"])
    return open_model(folder, "fp32")


def positions(length: int) -> list[int]:
    """Position ids of the placeholders behind a text of so many tokens."""
    return models()[1].anchoring.behind_text(length)


def random_ids(count: int, seed: int = 0) -> torch.Tensor:
    return torch.randint(0, 384, (count,), generator=torch.Generator().manual_seed(seed))


def close(actual, expected, tolerance: float = 1e-4) -> None:
    """Arrays or tensors of the same shape, no number further apart than `tolerance`."""
    expected = expected.detach().numpy() if isinstance(expected, torch.Tensor) else expected
    assert actual.shape == expected.shape
    np.testing.assert_allclose(actual, expected, atol=tolerance, rtol=0)
