"""The text that models read, as token ids: encoded once, and kept beside the tokenizer."""

import random
from array import array
from dataclasses import dataclass
from pathlib import Path

import numpy

from .atomic import replacing
from .data.source import read_documents
from .prepare import Workshop
from .recipe import Recipe


@dataclass(frozen=True)
class Prose:
    """All documents one after another, `tokens` `[N]`, and where each begins, `starts` `[D]`."""

    tokens: numpy.ndarray
    starts: numpy.ndarray

    def window(self, rng: random.Random, length: int) -> list[int]:
        """`length` tokens from anywhere, which may belong to several documents."""
        start = rng.randrange(len(self.tokens) - length)
        return self.tokens[start : start + length].tolist()

    def document(self, rng: random.Random, longest: int) -> list[int]:
        """The first `longest` tokens of a document."""
        index = rng.randrange(len(self.starts))
        start = int(self.starts[index])
        end = int(self.starts[index + 1]) if index + 1 < len(self.starts) else len(self.tokens)
        return self.tokens[start : min(end, start + longest)].tolist()


def read_prose(workshop: Workshop) -> Prose:
    """The first `data.prose_tokens` ids of the training text."""
    wanted = workshop.recipe.data.prose_tokens
    folder = folder_of(workshop.recipe)
    files = [folder / f"prose-{wanted}.npy", folder / f"prose-{wanted}-starts.npy"]
    if not all(file.exists() for file in files):
        for file, content in zip(files, _encode(workshop, wanted), strict=True):
            with replacing(file) as temporary, open(temporary, "wb") as stream:
                numpy.save(stream, content)
    return Prose(*(numpy.load(file, mmap_mode="r") for file in files))


def folder_of(recipe: Recipe) -> Path:
    """The output folder, or that of the recipe started from where text and tokenizer are the same."""
    start = recipe.start
    return folder_of(start) if start and _source(start) == _source(recipe) else Path(recipe.output)


def _source(recipe: Recipe) -> tuple[str, int, Path]:
    return recipe.data.folder, recipe.data.prose_tokens, recipe.made("tokenizer.json")


def _encode(workshop: Workshop, wanted: int) -> tuple[numpy.ndarray, numpy.ndarray]:
    # Arrays, since a list of a hundred million numbers takes gigabytes.
    tokens, starts = array("i"), array("q")
    for document in read_documents(Path(workshop.recipe.data.folder), "train"):
        starts.append(len(tokens))
        tokens.extend(workshop.tokenizer.encode(document, add_special_tokens=False).ids)
        if len(tokens) >= wanted:
            break
    return numpy.array(tokens[:wanted], dtype=numpy.int32), numpy.array(starts, dtype=numpy.int64)
