"""What a conversion is checked on: short English demonstrations and queries."""

from __future__ import annotations

from tokenizers import Tokenizer

from ..anchors import Anchoring
from ..data.example import Example
from ..export.quality import QualitySequence
from ..template import Encoder, Limits, Template

_EXAMPLES = [
    Example(text, label)
    for text, label in (
        ("The soup was warm and the bread was fresh.", "positive"),
        ("The train was late and the seats were dirty.", "negative"),
        ("We laughed all evening; what a lovely play.", "positive"),
        ("The screen broke after two days and nobody answered my letters.", "negative"),
        ("A slow, dull film with a weak ending.", "negative"),
        ("Friendly people, fair prices, and a view of the harbour.", "positive"),
        ("The instructions are wrong and two screws are missing.", "negative"),
        ("It works exactly as promised, and it looks good too.", "positive"),
    )
]


def sample_sequences(
    tokenizer: Tokenizer, template: Template, limits: Limits, anchoring: Anchoring
) -> list[QualitySequence]:
    """Each example as a query behind the others, as far as the limits let them in."""
    encoder, sequences = Encoder(tokenizer, template, limits), []
    for index, example in enumerate(_EXAMPLES):
        shown = encoder.demonstrations(_EXAMPLES[:index] + _EXAMPLES[index + 1 :])
        pair = encoder.pair(example)
        if shown.ids and pair:
            places = anchoring.behind(len(shown.ids), shown.answers)
            sequences.append(QualitySequence(shown.ids, places, *pair))
    return sequences
