"""The target LM and the distiller."""

import copy

import torch
from torch import Tensor, nn
from transformers import GPT2Config, GPT2LMHeadModel, GPT2Model

from .anchors import Anchoring
from .initialization import start_near_induction


def new_target(
    vocabulary: int, layers: int, heads: int, width: int, context: int, seed: int, induction_start: bool
) -> GPT2LMHeadModel:
    """A fresh GPT-2 with tied head and no dropout."""
    torch.manual_seed(seed)
    config = GPT2Config(
        vocab_size=vocabulary,
        n_layer=layers,
        n_head=heads,
        n_embd=width,
        n_positions=context,
        resid_pdrop=0.0,
        embd_pdrop=0.0,
        attn_pdrop=0.0,
        bos_token_id=0,
        eos_token_id=0,
    )
    model = GPT2LMHeadModel(config)
    if induction_start:
        start_near_induction(model, seed)
    return model


def freeze(model: GPT2LMHeadModel) -> GPT2LMHeadModel:
    """The target LM as the distiller meets it: no gradients, evaluation mode."""
    for parameter in model.parameters():
        parameter.requires_grad_(False)
    return model.eval()


class Distiller(nn.Module):
    """Maps demonstrations to `l` vectors `[l, d]` of the target's embedding width (spec: MEND, section 2.1).

    The body reads `[demonstrations ; placeholders]` causally; its last `l` hidden states after the final layer norm go
    through the adapter:
    `tanh(W h + b)` where widths differ (the paper's), an affine map that starts at the scale of the target's
    embeddings where they are equal. `anchoring` says which position ids the placeholders take.
    """

    def __init__(
        self,
        body: GPT2Model,
        anchoring: Anchoring,
        target: GPT2LMHeadModel,
        tied_embeddings: bool = True,
    ):
        super().__init__()
        self.anchoring = anchoring
        self.body = body
        self.placeholders = nn.Parameter(
            torch.empty(anchoring.count, body.config.n_embd).normal_(0.0, body.config.initializer_range)
        )
        self.tied_embeddings = tied_embeddings
        if tied_embeddings:
            body.wte.weight.requires_grad_(False)
        self.adapter = _adapter(body, target)

    @classmethod
    def from_target(cls, target: GPT2LMHeadModel, anchoring: Anchoring) -> "Distiller":
        """
        A distiller of the target's own size that starts from the target's own weights and keeps its token
        embeddings.
        """
        body = copy.deepcopy(target.transformer)
        for parameter in body.parameters():
            parameter.requires_grad_(True)
        return cls(body.train(), anchoring, target)

    def forward(self, input_ids: Tensor, lengths: Tensor, anchors: Tensor) -> Tensor:
        """
        `input_ids` `[B, T]` right-padded, `lengths` `[B]`, `anchors` `[B, l]` → vectors `[B, l, d]`. Placeholders
        follow the last real token of each row and take the position ids `anchors`.
        """
        batch, tokens = input_ids.shape
        count, width = self.placeholders.shape
        index = torch.arange(tokens + count, device=input_ids.device).expand(batch, -1)
        # Row b is its own tokens, then the placeholders, then padding: nothing that counts ever stands after padding.
        padded = torch.cat([self.body.wte(input_ids), self.placeholders.new_zeros(batch, count, width)], dim=1)
        offset = index - lengths[:, None]
        is_placeholder = (offset >= 0) & (offset < count)
        inputs = torch.where(
            is_placeholder[..., None], self.placeholders[offset.clamp(0, count - 1)].to(padded.dtype), padded
        )
        positions = torch.where(is_placeholder, anchors.gather(1, offset.clamp(0, count - 1)), index)
        # All ones: without a mask, transformers may take position ids that jump for several sequences in one row.
        visible = torch.ones_like(positions)
        hidden = self.body(inputs_embeds=inputs, position_ids=positions, attention_mask=visible).last_hidden_state
        where = (lengths[:, None] + torch.arange(count, device=input_ids.device))[..., None].expand(-1, -1, width)
        return self.adapter(hidden.gather(1, where))


def _adapter(body: GPT2Model, target: GPT2LMHeadModel) -> nn.Module:
    narrow, wide = body.config.n_embd, target.config.n_embd
    if narrow != wide:
        return nn.Sequential(nn.Linear(narrow, wide), nn.Tanh())
    scale = target.transformer.wte.weight.detach().std() / body.ln_f.weight.detach().abs().mean()
    linear = nn.Linear(wide, wide)
    with torch.no_grad():
        linear.weight.copy_(torch.eye(wide) * scale)
        linear.bias.zero_()
    return linear
