"""Rows of unequal length in one tensor, and the queries of several packs."""

from dataclasses import dataclass

import torch
from torch import Tensor


def pad(rows: list[list[int]], device: torch.device) -> tuple[Tensor, Tensor]:
    """Right-padded ids `[B, T]` and lengths `[B]`."""
    longest = max(map(len, rows), default=0)
    ids = torch.tensor([row + [0] * (longest - len(row)) for row in rows], dtype=torch.long, device=device)
    return ids, torch.tensor([len(row) for row in rows], device=device)


def pad_embeddings(rows: list[Tensor]) -> tuple[Tensor, Tensor]:
    """The same for rows of embeddings `[T, d]`: `[B, T, d]` and lengths `[B]`."""
    lengths = torch.tensor([len(row) for row in rows], device=rows[0].device)
    return torch.nn.utils.rnn.pad_sequence(rows, batch_first=True), lengths


def join(first: Tensor, lengths: Tensor, second: Tensor, second_lengths: Tensor) -> tuple[Tensor, Tensor]:
    """
    Rows `[B, T + N, d]` of `first` `[B, T, d]` each followed at once by its row of `second` `[B, N, d]`, then zeros;
    and their lengths. Nothing that counts ever stands after padding.
    """
    more = second.shape[1]
    index = torch.arange(first.shape[1] + more, device=first.device)
    offset = index - lengths[:, None]
    padded = torch.nn.functional.pad(first, (0, 0, 0, more))
    taken = second.gather(1, offset.clamp(0, more - 1)[..., None].expand(-1, -1, second.shape[2]))
    inside = (offset >= 0) & (offset < second_lengths[:, None])
    return torch.where(inside[..., None], taken.to(padded.dtype), padded), lengths + second_lengths


def visible(lengths: Tensor, width: int) -> Tensor:
    """Mask `[B, width]` of the places that are no padding."""
    return torch.arange(width, device=lengths.device) < lengths[:, None]


@dataclass(frozen=True)
class Queries:
    """
    Query rows of several packs: `owner` `[R]` is the pack of a row, in ascending order; `ids` `[R, T]`, `lengths`
    `[R]`, `first_answer` `[R]` the place of the first answer token, at least 1.
    """

    owner: Tensor
    ids: Tensor
    lengths: Tensor
    first_answer: Tensor

    @classmethod
    def of(cls, rows: list[tuple[int, list[int], list[int]]], device: torch.device) -> "Queries":
        """From `(pack, query ids, answer ids)`; answers may be empty."""
        ids, lengths = pad([query + answer for _, query, answer in rows], device)
        owner = torch.tensor([owner for owner, _, _ in rows], device=device)
        return cls(owner, ids, lengths, torch.tensor([len(query) for _, query, _ in rows], device=device))

    def all_positions(self) -> Tensor:
        """Mask `[R, T]` of every real position."""
        return visible(self.lengths, self.ids.shape[1])

    def positions_behind(self) -> Tensor:
        """Mask `[R, T]` of the query's last position and all behind it."""
        index = torch.arange(self.ids.shape[1], device=self.ids.device)
        return (index >= self.first_answer[:, None] - 1) & (index < self.lengths[:, None])

    def answer_positions(self) -> Tensor:
        """Mask `[R, T]` of the positions whose next token belongs to the answer."""
        index = torch.arange(self.ids.shape[1], device=self.ids.device)
        return self.positions_behind() & (index < self.lengths[:, None] - 1)

    def next_tokens(self) -> Tensor:
        """The token after each position, `[R, T]`; 0 after the last."""
        return torch.cat([self.ids[:, 1:], self.ids.new_zeros(self.ids.shape[0], 1)], dim=1)
