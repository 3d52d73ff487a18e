"""What a distiller needs of its body, a GPT-2 or the encoder of a T5: the places where the two differ."""

from torch import Tensor, nn
from transformers import GPT2Model
from transformers.models.t5.modeling_t5 import T5Stack

from .t5_stack import encoder_states

Body = GPT2Model | T5Stack


def states(body: Body, embeds: Tensor, positions: Tensor, visible: Tensor) -> list[Tensor]:
    """
    Residual stream `[B, T, d]` before each block and, last, after the final norm; of rows `embeds` `[B, T, d]` at
    the position ids `positions` `[B, T]`, padded on the right where `visible` `[B, T]` is false.
    """
    if isinstance(body, T5Stack):
        return encoder_states(body, embeds, positions, visible)
    # All ones: nothing that counts looks at padding, which stands behind it; without a mask, transformers may take
    # position ids that jump for several sequences in one row.
    ones = visible.new_ones(visible.shape)
    options = {"attention_mask": ones, "output_hidden_states": True, "use_cache": False}
    return list(body(inputs_embeds=embeds, position_ids=positions, **options).hidden_states)


def width(body: Body) -> int:
    return body.config.hidden_size


def final_norm(body: Body) -> nn.Module:
    return body.final_layer_norm if isinstance(body, T5Stack) else body.ln_f


def placeholder_std(body: Body) -> float:
    """What placeholders are drawn with: the paper's for GPT-2; T5 has embeddings of any scale, so theirs."""
    if isinstance(body, T5Stack):
        return body.embed_tokens.weight.detach().std().item()
    return body.config.initializer_range


def block_outputs(body: Body, block: int) -> tuple[nn.Module, nn.Module]:
    """The matrices with which a block writes into the residual stream: of its attention, and of its feed-forward."""
    if isinstance(body, T5Stack):
        attention, feed_forward = body.block[block].layer
        return attention.SelfAttention.o, feed_forward.DenseReluDense.wo
    return body.h[block].attn.c_proj, body.h[block].mlp.c_proj


def count_blocks(body: Body) -> int:
    return body.config.num_hidden_layers


def keep_blocks(body: Body, count: int) -> None:
    """Takes all blocks but the first `count` away."""
    if not 1 <= count <= count_blocks(body):
        raise SystemExit(f"model.distiller_layers is {count}; there are 1 to {count_blocks(body)} to keep")
    blocks = body.block if isinstance(body, T5Stack) else body.h
    del blocks[count:]
    body.config.num_hidden_layers = count


def count_positions(body: Body) -> int | None:
    """How many position ids the body knows; None where any will do."""
    return None if isinstance(body, T5Stack) else body.config.n_positions


def sharded_parts(body: Body) -> list[str]:
    """
    Classes of the parts that FSDP may gather and free by themselves: nothing reads their weights but their own
    forward passes, as something does of a T5's attention layers (`position_bias`).
    """
    return ["T5LayerFF"] if isinstance(body, T5Stack) else ["GPT2Block"]
