"""
Soft prompts (Lester et al. 2021, arXiv 2104.08691): PEFT's prompt embedding in front of a frozen target LM's queries.
"""

from dataclasses import replace
from pathlib import Path

import torch
from peft import PromptEmbedding, PromptTuningConfig, TaskType
from safetensors.torch import load_file, save_file
from torch import Tensor, nn

from ..atomic import replacing
from ..families.rows import Queries
from ..families.t5 import T5Target
from ..families.target import TargetLM
from ..loop import LoopSettings
from ..losses import answer_loss

_WEIGHTS = "adapter_model.safetensors"


class Prompt(nn.Module):
    """`count` vectors that start as embeddings of tokens drawn from the target's vocabulary."""

    def __init__(self, target: TargetLM, count: int):
        super().__init__()
        self.config = PromptTuningConfig(
            task_type=TaskType.SEQ_2_SEQ_LM if isinstance(target, T5Target) else TaskType.CAUSAL_LM,
            num_virtual_tokens=count,
            token_dim=target.width,
            # T5's decoder gets none: its encoder is what reads prefixes.
            num_transformer_submodules=1,
            prompt_tuning_init="SAMPLE_VOCAB",
        )
        self.prompt = PromptEmbedding(self.config, target.embeddings)

    def forward(self) -> Tensor:
        """Vectors `[count, d]`."""
        places = torch.arange(self.config.num_virtual_tokens, device=self.prompt.embedding.weight.device)
        return self.prompt(places)


def prompt_loss(target: TargetLM, vectors: Tensor, rows: list[tuple[int, list[int], list[int]]]) -> Tensor:
    """Sum of the cross-entropies of answers behind vectors `[B, l, d]`; rows: `(which vectors, query, answer)` ids."""
    queries = Queries.of(rows, vectors.device)
    answers = queries.answer_positions()
    logits = target.head(target.behind_vectors(vectors, queries)[answers])
    return answer_loss(logits, queries.next_tokens()[answers])


def prompt_loop(loop: LoopSettings, target: TargetLM, rate: float) -> LoopSettings:
    """
    A run's settings with a learning rate of `rate` times the spread of the target's embeddings, which may have any
    scale, in a T5 above all: AdamW moves every coordinate by about as much a step.
    """
    spread = target.embeddings.weight.detach().float().std().item()
    return replace(loop, optimizer="adamw", learning_rate=rate * spread, weight_decay=0.0)


def save_adapter(folder: Path, prompt: Prompt) -> None:
    """An adapter that PEFT loads as it is."""
    folder.mkdir(parents=True, exist_ok=True)
    prompt.config.save_pretrained(folder)
    with replacing(folder / _WEIGHTS) as temporary:
        save_file({"prompt_embeddings": prompt().detach().float().cpu().contiguous()}, temporary)


def has_adapter(folder: Path) -> bool:
    """The weights are written last."""
    return (folder / _WEIGHTS).exists()


def load_adapter(folder: Path) -> Tensor:
    """Vectors `[count, d]`."""
    return load_file(folder / _WEIGHTS)["prompt_embeddings"]
