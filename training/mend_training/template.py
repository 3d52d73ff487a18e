"""
From demonstrations to token ids, under the token budgets: the Python half of docs/model-folder.md, "From text to
tokens".
"""

from dataclasses import asdict, dataclass

from tokenizers import Tokenizer

from .anchors import Span
from .data.example import Example


@dataclass(frozen=True)
class Template:
    """
    The fixed strings around an input and an output. The paper's own format is four strings, all empty but
    `output_prefix=" "`.
    """

    input_prefix: str = " "
    input_suffix: str = "\t"
    output_prefix: str = " "
    output_suffix: str = "\n"

    def manifest(self) -> dict[str, str]:
        """The template as mend.json spells it."""
        return {camel(key): value for key, value in asdict(self).items()}


def trim(text: str) -> str:
    """The text without blanks around it; `str.strip` alone takes other ones than its likes in other languages."""
    return text.strip(" \t\r\n\v\f")


def camel(name: str) -> str:
    head, *tail = name.split("_")
    return head + "".join(part.capitalize() for part in tail)


@dataclass(frozen=True)
class Limits:
    """Token limits: of all demonstrations together, and of one example."""

    demonstration_tokens: int = 384
    example_tokens: int = 128


@dataclass(frozen=True)
class Demonstrations:
    """The demonstrations kept, one after another: token `ids`, and where the answers stand among them."""

    ids: list[int]
    answers: list[Span]


class Encoder:
    """
    Encodes the parts of a prompt. Each part is tokenized by itself, so that tokens never straddle the border of two
    parts.
    """

    def __init__(self, tokenizer: Tokenizer, template: Template, limits: Limits):
        self.tokenizer, self.template, self.limits = tokenizer, template, limits
        self._input_suffix = self.ids(template.input_suffix)

    def ids(self, text: str) -> list[int]:
        return self.tokenizer.encode(text, add_special_tokens=False).ids if text else []

    def query(self, text: str, room: int | None = None) -> list[int]:
        """Token ids of a query, its input cut on the right to `room` tokens (default: the example limit)."""
        body = self.ids(self.template.input_prefix + trim(text))
        room = self.limits.example_tokens if room is None else room
        return body[: max(0, room - len(self._input_suffix))] + self._input_suffix

    def option(self, text: str) -> list[int]:
        return self.ids(self.template.output_prefix + trim(text))

    def answer(self, text: str) -> list[int]:
        """Token ids of an output as it stands in a demonstration, with its suffix."""
        return self.ids(self.template.output_prefix + trim(text) + self.template.output_suffix)

    def pair(self, example: Example, room: int | None = None) -> tuple[list[int], list[int]] | None:
        """
        `(query ids, answer ids)` of a demonstration cut to `room` tokens; None if not one input token would remain.
        """
        room = self.limits.example_tokens if room is None else min(room, self.limits.example_tokens)
        answer = self.answer(example.output)
        if room - len(answer) - len(self._input_suffix) < 1:
            return None
        return self.query(example.input, room - len(answer)), answer

    def pairs(self, examples: list[Example], budget: int | None = None) -> list[tuple[list[int], list[int]]]:
        """The demonstrations that fit the budget: the first that does not fit is cut, later ones are dropped."""
        room = self.limits.demonstration_tokens if budget is None else budget
        kept = []
        for example in examples:
            whole = self.pair(example)
            fitted = whole if whole and len(whole[0]) + len(whole[1]) <= room else self.pair(example, room)
            if fitted is None:
                break
            kept.append(fitted)
            if fitted is not whole:
                break
            room -= len(fitted[0]) + len(fitted[1])
        return kept

    def demonstrations(self, examples: list[Example], budget: int | None = None) -> Demonstrations:
        """The demonstrations that fit `budget` tokens (default: the limit of all together), one after another."""
        ids: list[int] = []
        answers: list[Span] = []
        for query, answer in self.pairs(examples, budget):
            answers.append((len(ids) + len(query), len(answer)))
            ids += query + answer
        return Demonstrations(ids, answers)
