"""The distiller."""

import copy

import torch
from torch import Tensor, nn

from .anchors import Anchoring
from .families import body as bodies
from .families.body import Body
from .families.rows import join, visible
from .families.target import TargetLM


class Distiller(nn.Module):
    """Maps demonstrations to `l` vectors `[l, d]` of the target's embedding width (spec: MEND, section 2.1).

    The body reads `[demonstrations ; placeholders]`; its last `l` hidden states after the final norm go through the
    adapter: `tanh(W h + b)` where widths differ (the paper's), an affine map that starts at the scale of the target's
    embeddings where they are equal. `anchoring` says which position ids the placeholders take, and what they start
    from.
    """

    def __init__(self, body: Body, anchoring: Anchoring, target: TargetLM, tied_embeddings: bool = True):
        super().__init__()
        self.anchoring = anchoring
        self.body = body
        self.placeholders = nn.Parameter(
            torch.empty(anchoring.count, bodies.width(body)).normal_(0.0, bodies.placeholder_std(body))
        )
        if tied_embeddings:
            body.get_input_embeddings().weight.requires_grad_(False)
        self.adapter = _adapter(body, target)

    @classmethod
    def from_target(cls, target: TargetLM, anchoring: Anchoring) -> "Distiller":
        """
        A distiller of the target's own size that starts from the target's own weights and keeps its token
        embeddings.
        """
        body = copy.deepcopy(target.reader)
        for parameter in body.parameters():
            parameter.requires_grad_(True)
        return cls(body.train(), anchoring, target)

    def forward(self, input_ids: Tensor, lengths: Tensor, anchors: Tensor) -> Tensor:
        """
        `input_ids` `[B, T]` right-padded, `lengths` `[B]`, `anchors` `[B, l]` → vectors `[B, l, d]`. Placeholders
        follow the last real token of each row and take the position ids `anchors`.
        """
        return self.adapter(self.states(input_ids, lengths, anchors)[-1])

    def states(self, input_ids: Tensor, lengths: Tensor, anchors: Tensor) -> list[Tensor]:
        """The placeholders' states `[B, l, d_s]` before each block and, last, after the final norm."""
        everywhere, _ = self.all_states(input_ids, lengths, anchors)
        where = lengths[:, None] + torch.arange(self.anchoring.count, device=input_ids.device)
        return [state.gather(1, where[..., None].expand(-1, -1, state.shape[2])) for state in everywhere]

    def all_states(self, input_ids: Tensor, lengths: Tensor, anchors: Tensor) -> tuple[list[Tensor], Tensor]:
        """The same at every place, tokens too: each `[B, T + l, d_s]`; and the position ids `[B, T + l]`."""
        embedded = self.body.get_input_embeddings()(input_ids)
        placeholders = self.placeholders.expand(len(lengths), -1, -1)
        if self.anchoring.copies:
            placeholders = placeholders + embedded.gather(1, anchors[..., None].expand(-1, -1, embedded.shape[2]))
        count = torch.full_like(lengths, self.anchoring.count)
        inputs, total = join(embedded, lengths, placeholders, count)
        counted = torch.arange(input_ids.shape[1], device=input_ids.device).expand(len(lengths), -1)
        positions = join(counted[..., None], lengths, anchors[..., None], count)[0][..., 0]
        return bodies.states(self.body, inputs, positions, visible(total, inputs.shape[1])), positions


def _adapter(body: Body, target: TargetLM) -> nn.Module:
    narrow, wide = bodies.width(body), target.width
    if narrow != wide:
        return nn.Sequential(nn.Linear(narrow, wide), nn.Tanh())
    scale = target.embeddings.weight.detach().std() / bodies.final_norm(body).weight.detach().abs().mean()
    linear = nn.Linear(wide, wide)
    with torch.no_grad():
        linear.weight.copy_(torch.eye(wide) * scale)
        linear.bias.zero_()
    return linear
