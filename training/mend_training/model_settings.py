"""What a recipe says of its models: the shape of ones to be made, or where existing ones are."""

from dataclasses import dataclass


@dataclass(frozen=True)
class ModelSettings:
    """
    Shape of the target LM; the distiller has the same, or `distiller_layers` of its first blocks (0: all), and
    `vectors` placeholders. `anchors`: which position ids these take, and what they start from; `least_ratio`: how many
    times fewer vectors than tokens there are at least, where nobody asks for a number of them (anchors.py).

    For a T5: `layers` of the encoder, `decoder_layers` (0: as many), `head_width` (0: width / heads), `feed_forward`
    width (0: twice the width), and who reads the query (`query_in`, families/t5.py).

    `prefix`: `input`, vectors that are read like tokens, or, for comparison, `layers` (layered.py).
    """

    id: str
    vocabulary: int
    layers: int
    heads: int
    width: int
    context: int
    vectors: int
    anchors: str = "answers"
    induction_start: bool = True
    family: str = "gpt2"
    decoder_layers: int = 0
    head_width: int = 0
    feed_forward: int = 0
    query_in: str = "decoder"
    least_ratio: float = 0.0
    distiller_layers: int = 0
    prefix: str = "input"


PREFIXES = ("input", "layers")

DISTILLER_SETTINGS = (
    *("vectors", "anchors", "least_ratio", "distiller_layers", "prefix"),
    *("distiller", "adapter", "placeholders", "dropout", "gradient_checkpointing", "lora"),
)
"""Settings of models that say nothing of the target LM."""


@dataclass(frozen=True)
class LoraSettings:
    """
    Low-rank adapters on the distiller's body, whose own weights then stay as they are (Hu et al. 2021, arXiv
    2106.09685). `modules`: the last parts of the names of the matrices that get one (none named: those of queries,
    keys and values in a GPT-2, of queries and values in a T5, peft's choice).
    """

    rank: int = 8
    alpha: float = 16.0
    dropout: float = 0.0
    modules: tuple[str, ...] = ()


@dataclass(frozen=True)
class CheckpointSettings:
    """
    A target LM that exists, and the checkpoint that its distiller starts from: `target` and `distiller`, each the id
    of a model on the Hugging Face hub or a folder, of the same family and vocabulary. Defaults are the paper's (spec:
    MEND, sections 2 and 3).

    `context`: the longest prefix, query and answer together (0: as many positions as the checkpoint knows).
    `adapter`, `placeholders`: how vectors get the target's width, and what placeholders start from (model.py).
    `dropout`: of the distiller's body while it is trained; the target has none. `target_dtype`: of the frozen target
    while the distiller is trained: `float32`, `bfloat16` or `float16`. `gradient_checkpointing`: the body's blocks are
    computed again for the gradients instead of being remembered. `lora`: low-rank adapters alone are trained; where
    `distiller` is the target they stand on the target's own weights, which then are in memory once. `licence`: of the
    weights that are exported; the checkpoints and the tasks trained on decide it.
    """

    id: str
    target: str
    distiller: str
    vectors: int = 100
    anchors: str = "after"
    context: int = 0
    query_in: str = "decoder"
    adapter: str = "paper"
    placeholders: str = "random"
    dropout: float = 0.1
    target_dtype: str = "float32"
    gradient_checkpointing: bool = False
    lora: LoraSettings | None = None
    licence: str = "unknown"
    least_ratio: float = 0.0
