"""The distiller."""

import copy

import torch
from torch import Tensor, nn

from .anchors import Anchoring
from .families import body as bodies
from .families.body import Body
from .families.checkpoint import load_body
from .families.rows import join, visible
from .families.target import TargetLM
from .lora import add_lora, names_without_lora, sharing, without_lora
from .model_settings import CheckpointSettings

ADAPTERS = ("paper", "affine")
"""
How vectors get the target's width. `paper`: `tanh(W h + b)` where widths differ, nothing where they are equal.
`affine`: `W h + b`, which starts at the scale of the target's embeddings.
"""

PLACEHOLDERS = ("random", "vocabulary")
"""What placeholders start from: noise of the scale of embeddings, or the embeddings of random tokens."""

_FIRST_WORD = 100
"""Smaller token ids are special tokens and single characters; the released scripts draw from here on."""


class Distiller(nn.Module):
    """Maps demonstrations to `l` vectors `[l, d]` of the target's embedding width (spec: MEND, section 2.1).

    The body reads `[demonstrations ; placeholders]`; its last `l` hidden states after the final norm go through the
    adapter. `anchoring` says which position ids the placeholders take, and what they start from; those that stand for
    the last tokens give the tokens' embeddings plus what an adapter of their own makes of their states. `adapter` and
    `placeholders` are of `ADAPTERS` and `PLACEHOLDERS`.
    """

    def __init__(
        self,
        body: Body,
        anchoring: Anchoring,
        target: TargetLM,
        tied_embeddings: bool = True,
        adapter: str = "paper",
        placeholders: str = "random",
    ):
        super().__init__()
        self.anchoring = anchoring
        self.body = body
        self.placeholders = nn.Parameter(_placeholders(body, anchoring.count, placeholders))
        if tied_embeddings:
            body.get_input_embeddings().weight.requires_grad_(False)
        self.adapter = _adapter(body, target, adapter)
        self.recent_adapter = _change(body, target) if anchoring.recent else None

    @classmethod
    def from_target(cls, target: TargetLM, anchoring: Anchoring, layers: int = 0) -> "Distiller":
        """
        A distiller of the target's own size that starts from the target's own weights and keeps its token
        embeddings; or of its first `layers` blocks alone.
        """
        body = copy.deepcopy(target.reader)
        if layers:
            bodies.keep_blocks(body, layers)
        for parameter in body.parameters():
            parameter.requires_grad_(True)
        return cls(body.train(), anchoring, target, adapter="affine")

    @classmethod
    def from_checkpoint(cls, settings: CheckpointSettings, anchoring: Anchoring, target: TargetLM) -> "Distiller":
        """
        A distiller that starts from the checkpoint that a recipe names. With low-rank adapters on the target itself
        it shares the target's weights.
        """
        on_target = settings.lora is not None and settings.distiller == settings.target
        # What adapters stand on is as frozen as the target, and as precise.
        dtype = target.embeddings.weight.dtype if settings.lora else torch.float32
        body = sharing(target.reader) if on_target else load_body(settings, dtype)
        return cls.on_body(body, settings, anchoring, target)

    @classmethod
    def on_body(cls, body: Body, settings: CheckpointSettings, anchoring: Anchoring, target: TargetLM) -> "Distiller":
        """A distiller with this body, and all else as a recipe says."""
        _check_fit(settings, body, target)
        if settings.gradient_checkpointing:
            body.activation_checkpointing_enable({"use_reentrant": False})
        if settings.lora:
            add_lora(body, settings.lora)
        tied = settings.lora is not None
        return cls(body.train(), anchoring, target, tied, settings.adapter, settings.placeholders)

    @property
    def borrowed(self) -> frozenset[str]:
        """Names of weights that low-rank adapters stand on: another model's, and not stored with this one."""
        return frozenset(f"body.{name}" for name in names_without_lora(self.body))

    def merged(self) -> "Distiller":
        """The same distiller without low-rank adapters, whose work its matrices do; itself where it has none."""
        return without_lora(self)

    @property
    def _no_split_modules(self) -> list[str]:
        """
        What FSDP gathers and frees at once, by class: the name is accelerate's. Not a whole block of a T5, whose
        position bias is read from outside.
        """
        return bodies.sharded_parts(self.body)

    def forward(self, input_ids: Tensor, lengths: Tensor, anchors: Tensor) -> Tensor:
        """
        `input_ids` `[B, T]` right-padded, `lengths` `[B]`, `anchors` `[B, l]` → vectors `[B, l, d]`. Placeholders
        follow the last real token of each row and take the position ids `anchors`.
        """
        states = self.states(input_ids, lengths, anchors)[-1].to(self.placeholders.dtype)
        if self.recent_adapter is None:
            return self.adapter(states)
        recent = self.anchoring.recent
        tokens = self.body.get_input_embeddings()(input_ids.gather(1, anchors[:, -recent:]))
        changed = tokens + self.recent_adapter(states[:, -recent:])
        return torch.cat([self.adapter(states[:, :-recent]), changed], dim=1)

    def states(self, input_ids: Tensor, lengths: Tensor, anchors: Tensor) -> list[Tensor]:
        """The placeholders' states `[B, l, d_s]` before each block and, last, after the final norm."""
        everywhere, _ = self.all_states(input_ids, lengths, anchors)
        return [self.at_placeholders(state, lengths) for state in everywhere]

    def at_placeholders(self, everywhere: Tensor, lengths: Tensor) -> Tensor:
        """Of something at every place, `[B, T + l, n]`, what is at the placeholders: `[B, l, n]`."""
        where = lengths[:, None] + torch.arange(self.anchoring.count, device=lengths.device)
        return everywhere.gather(1, where[..., None].expand(-1, -1, everywhere.shape[2]))

    def all_states(self, input_ids: Tensor, lengths: Tensor, anchors: Tensor) -> tuple[list[Tensor], Tensor]:
        """The same at every place, tokens too: each `[B, T + l, d_s]`; and the position ids `[B, T + l]`."""
        inputs, positions, total = self.inputs(input_ids, lengths, anchors)
        return bodies.states(self.body, inputs, positions, visible(total, inputs.shape[1])), positions

    def inputs(self, input_ids: Tensor, lengths: Tensor, anchors: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """What the body reads, `[B, T + l, d_s]`, the position ids `[B, T + l]`, and how many places count, `[B]`."""
        embedded = self.body.get_input_embeddings()(input_ids)
        placeholders = self.placeholders.expand(len(lengths), -1, -1)
        if self.anchoring.copies:
            placeholders = placeholders + embedded.gather(1, anchors[..., None].expand(-1, -1, embedded.shape[2]))
        count = torch.full_like(lengths, self.anchoring.count)
        inputs, total = join(embedded, lengths, placeholders, count)
        counted = torch.arange(input_ids.shape[1], device=input_ids.device).expand(len(lengths), -1)
        positions = join(counted[..., None], lengths, anchors[..., None], count)[0][..., 0]
        return inputs, positions, total


def _placeholders(body: Body, count: int, start: str) -> Tensor:
    """`[l, d_s]`."""
    if start not in PLACEHOLDERS:
        raise SystemExit(f"model.placeholders is {start!r}; known are {', '.join(PLACEHOLDERS)}")
    embeddings = body.get_input_embeddings().weight.detach()
    if start == "vocabulary":
        return embeddings[torch.randint(_FIRST_WORD, len(embeddings), (count,))].float()
    return torch.empty(count, bodies.width(body)).normal_(0.0, bodies.placeholder_std(body))


def _adapter(body: Body, target: TargetLM, kind: str) -> nn.Module:
    if kind not in ADAPTERS:
        raise SystemExit(f"model.adapter is {kind!r}; known are {', '.join(ADAPTERS)}")
    narrow, wide = bodies.width(body), target.width
    if kind == "paper":
        return nn.Identity() if narrow == wide else nn.Sequential(nn.Linear(narrow, wide), nn.Tanh())
    spread = target.embeddings.weight.detach().float().std()
    scale = spread / bodies.final_norm(body).weight.detach().abs().mean()
    linear = nn.Linear(narrow, wide)
    with torch.no_grad():
        if narrow == wide:
            linear.weight.copy_(torch.eye(wide) * scale)
        else:
            nn.init.orthogonal_(linear.weight, max(1.0, wide / narrow) ** 0.5).mul_(scale)
        linear.bias.zero_()
    return linear


def _change(body: Body, target: TargetLM) -> nn.Linear:
    """What the vectors of the last tokens differ by from their embeddings: nothing at first."""
    if bodies.width(body) != target.width:
        raise SystemExit(
            f"model.anchors: hybrid needs a distiller of the target's width, {target.width}; "
            f"its width is {bodies.width(body)}"
        )
    linear = nn.Linear(target.width, target.width)
    nn.init.zeros_(linear.weight)
    nn.init.zeros_(linear.bias)
    return linear


def _check_fit(settings: CheckpointSettings, body: Body, target: TargetLM) -> None:
    family, vocabulary = body.config.model_type, body.config.vocab_size
    if family != target.model.config.model_type or vocabulary != target.vocabulary:
        raise SystemExit(
            f"model.distiller: {settings.distiller} ({family}, {vocabulary} token ids) cannot read for "
            f"{settings.target} ({target.model.config.model_type}, {target.vocabulary} token ids), "
            "since family and vocabulary must agree"
        )
