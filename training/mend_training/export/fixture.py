"""
Writes test/fixtures: model folders with random weights, small enough for unit tests, with real tokenizers.

    python -m mend_training.export.fixture [NAME …]
"""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path

from tokenizers import Tokenizer

from .folder import export_model
from .quality import QualitySequence
from .tiny import LIMITS, SEED, SENTENCES, Fixture
from .tiny_gpt2 import TINY_GPT2
from .tiny_t5 import TINY_T5, TINY_T5_ENCODER

FIXTURES = {fixture.name: fixture for fixture in (TINY_GPT2, TINY_T5, TINY_T5_ENCODER)}


def write_fixture(fixture: Fixture, folder: Path) -> None:
    """The folder gets the fixture's id, whatever its own name is."""
    target, distiller = fixture.models()
    tokenizer = fixture.tokenizer()
    sequences = []
    for i in range(len(SENTENCES) - 2):
        text = _ids(tokenizer, " ".join(SENTENCES[i : i + 2]))[:80]
        query = _ids(tokenizer, SENTENCES[i + 2])[:30]
        sequences.append(QualitySequence(text, distiller.anchoring.behind_text(len(text)), query))
    with tempfile.TemporaryDirectory() as temporary:
        tokenizer_file = Path(temporary) / "tokenizer.json"
        tokenizer.save(str(tokenizer_file))
        export_model(
            target,
            distiller,
            tokenizer_file,
            folder,
            {
                "id": fixture.name,
                "name": fixture.title,
                "description": "Random weights for tests; it predicts nothing.",
                "template": fixture.template,
                "limits": LIMITS,
                "defaultDtype": fixture.default_dtype,
                "licences": {"code": "Apache-2.0", "weights": "Apache-2.0", "data": []},
                "training": {"seed": SEED, "note": "not trained"},
                **fixture.fields,
            },
            dtypes=fixture.dtypes,
            quality_sequences=sequences,
        )


def _ids(tokenizer: Tokenizer, text: str) -> list[int]:
    return tokenizer.encode(text, add_special_tokens=False).ids


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.strip().splitlines()[0])
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"all of {', '.join(FIXTURES)} where none is given")
    for name in parser.parse_args().names or FIXTURES:
        write_fixture(FIXTURES[name], FIXTURES[name].folder)
