"""What the fixtures have in common: models with random weights, small enough for unit tests, with real tokenizers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import torch
from tokenizers import Tokenizer
from torch import nn
from transformers import PreTrainedModel

from ..anchors import Anchoring
from .paths import Dtype

SEED = 20240306
VECTORS = 8
LIMITS = {"demonstrationTokens": 80, "exampleTokens": 32}
REPOSITORY = Path(__file__).resolve().parents[3]

SENTENCES = [
    "The soup was warm and the bread was fresh, so we stayed for the whole evening.",
    "The film was slow and the ending was weak; nobody in the room liked it.",
    "A good book, a quiet room, and nothing else to do until the morning.",
    "The train was late again, the seats were dirty, and the window did not close.",
    "Their answer was short: the answer is positive, the other answer is negative.",
    "What is the capital of the country in the north? It is the old town on the river.",
    "She writes small programs that read a line, count the words, and print the number.",
    'if (value > 10) { return "large"; } else { return "small"; }',
    "Numbers such as 1, 12, 123 and 2024 stand beside words like seven and eleven.",
    "Positive and negative, sports and science, spam and not spam: labels are words too.",
]


@dataclass
class TinyDistiller:
    """The attributes that the export reads."""

    body: PreTrainedModel
    placeholders: nn.Parameter
    adapter: nn.Module
    recent_adapter: nn.Linear | None = None
    anchoring: Anchoring = Anchoring("answers", VECTORS)


def as_hybrid(distiller: TinyDistiller, least_ratio: float) -> TinyDistiller:
    """The same with half of the placeholders standing for the last tokens, through an adapter that changes them."""
    width = distiller.placeholders.shape[1]
    change = nn.Linear(width, width)
    with torch.no_grad():
        for parameter in change.parameters():
            # What float16 holds exactly, as the other weights.
            parameter.copy_(parameter.normal_(0, 0.2, generator=torch.Generator().manual_seed(SEED)).half())
    return replace(distiller, anchoring=Anchoring("hybrid", VECTORS, least_ratio), recent_adapter=change)


@dataclass(frozen=True)
class Fixture:
    """A model folder in test/fixtures, and the answers of its models in test/golden."""

    name: str
    title: str
    models: Callable[[], tuple[PreTrainedModel, TinyDistiller]]
    tokenizer: Callable[[], Tokenizer]
    template: Mapping[str, str]
    dtypes: tuple[Dtype, ...] = ("fp32", "int8")
    default_dtype: Dtype = "int8"
    fields: Mapping[str, Any] = field(default_factory=dict)
    """More of `manifest_fields`."""
    cases: tuple[str, ...] | None = None
    """The golden cases it is for, by name; None: all of them."""

    @property
    def folder(self) -> Path:
        return REPOSITORY / "test" / "fixtures" / self.name

    @property
    def golden(self) -> Path:
        return REPOSITORY / "test" / "golden" / f"{self.name}.json"
