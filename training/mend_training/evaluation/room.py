"""How much of a target LM's work fits into memory at once."""

import torch

from ..families.body import count_blocks
from ..families.target import TargetLM

_CPU_BYTES = 1 << 30
_GPU_SHARE = 0.3
"""Of the GPU memory that is free; the rest is for what this count leaves out, such as activations."""


class Room:
    """Counts keys and values of every layer, and logits, the largest things that answering makes."""

    def __init__(self, target: TargetLM):
        embeddings = target.embeddings.weight
        size = embeddings.element_size()
        self._remembered = 2 * count_blocks(target.reader) * target.width * size
        self._predicted = target.vocabulary * size
        on_gpu = embeddings.device.type == "cuda"
        self._bytes = _GPU_SHARE * torch.cuda.mem_get_info(embeddings.device)[0] if on_gpu else _CPU_BYTES

    def rows(self, prefix: int, tokens: int) -> int:
        """Rows of `tokens` tokens behind prefixes of `prefix` tokens; at least 1."""
        return max(1, int(self._bytes / (prefix * self._remembered + tokens * (self._remembered + self._predicted))))

    def prefixes(self, tokens: int) -> int:
        """Prefixes of `tokens` tokens; at least 1."""
        return max(1, int(self._bytes / (max(1, tokens) * self._remembered)))
