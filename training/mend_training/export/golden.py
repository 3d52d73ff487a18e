"""
Writes test/golden/<fixture>.json: whole answers of the fixtures' models, computed in PyTorch, for the engine's tests.

    python -m mend_training.export.golden [NAME …]
"""

from __future__ import annotations

import argparse
import json
from typing import Any

from tokenizers import Tokenizer

from .fixture import FIXTURES
from .golden_reference import Reader, Rules, anchors, answer, fidelity, fit, generate, prefixes, report
from .tiny import LIMITS, Fixture

GENERATED_TOKENS = 10
SMALLEST_MARGIN = 0.01
"""A choice won by less could fall the other way on another processor; such a case is of no use as a golden one."""

_SENTIMENT = ["positive", "negative"]
_REVIEWS = [
    ("The soup was warm.", "positive"),
    ("The seats were dirty.", "negative"),
    ("A good book!", "positive"),
    ("The film was slow", "negative"),
]
_LONG = (
    "The train was late again, the seats were dirty, and the window did not close, so we stayed for the whole evening."
)


def cases() -> list[dict[str, Any]]:
    """Demonstrations, query and options of every case, as a user would give them."""
    reviews = [{"input": text, "output": label, "options": _SENTIMENT} for text, label in _REVIEWS]
    return [
        {"name": "all whole", "demonstrations": reviews[:3], "input": "The bread was fresh", "options": _SENTIMENT},
        {"name": "one demonstration", "demonstrations": reviews[:1], "input": "nobody liked it", "options": _SENTIMENT},
        {
            "name": "an example longer than its limit is cut, later ones stay",
            "demonstrations": [{"input": _LONG, "output": "negative"}, *reviews[:2]],
            "input": "A quiet room",
            "options": _SENTIMENT,
        },
        {
            "name": "the last that fits is cut, later ones are dropped",
            "demonstrations": [*reviews, *({"input": f"{text} {_LONG}", "output": label} for text, label in _REVIEWS)],
            "input": "The seats were fresh",
            "options": _SENTIMENT,
        },
        {
            "name": "no input token would remain, so the rest is dropped",
            "demonstrations": [
                {"input": _LONG, "output": "negative"},
                {"input": _LONG, "output": "positive"},
                reviews[2],
                {"input": "No room is left for this", "output": "not spam: science"},
                {"input": "a", "output": "b"},
            ],
            "input": "The old town",
            "options": ["spam", "not spam: science"],
        },
        {
            "name": "a query longer than its limit is cut, options of unequal length",
            "demonstrations": reviews[:2],
            "input": f"{_LONG} {_LONG}",
            "options": ["positive", "not positive: negative", "x", "large or small"],
        },
        {
            "name": "unicode, surrounding whitespace, empty input",
            "demonstrations": [
                {"input": "  Čeština je těžká \n", "output": "\tcs "},
                {"input": "", "output": "none"},
                {"input": "日本語 👩‍👩‍👧", "output": "ja"},
            ],
            "input": "\u00a0naïve café 🙂 ",
            "options": ["cs", "ja", "é", "🙂"],
        },
        {
            "name": "no options: text is generated",
            "demonstrations": [
                {"input": "the north", "output": "the old town on the river"},
                {"input": "1, 12", "output": "123"},
            ],
            "input": "the country",
        },
    ]


def compute(fixture: Fixture, manifest: dict[str, Any], case: dict[str, Any]) -> dict[str, Any]:
    """The case with everything the engine should find."""
    target, distiller = fixture.models()
    reader = Reader(target, manifest["target"].get("queryIn", "decoder"))
    rules = Rules(Tokenizer.from_file(str(fixture.folder / "tokenizer.json")), dict(fixture.template), LIMITS)
    parts = fit(rules, case["demonstrations"])
    query = rules.input_ids(case["input"], LIMITS["exampleTokens"])
    options = {text: rules.option_ids(text) for text in case["options"]} if "options" in case else None
    before = prefixes(target, distiller, parts)
    _check_room(manifest["target"]["contextTokens"], before, query, options)
    arms = {}
    for name, prefix in before.items():
        arms[name] = answer(reader, prefix, query, options)
        arms[name]["generation"] = generate(reader, rules, prefix, query, GENERATED_TOKENS, SMALLEST_MARGIN)
    _check_margins(case["name"], arms)
    return case | {
        "report": report(rules, parts),
        "tokens": {
            "demonstrations": [
                {"input": part.input, "output": part.output} for part in parts if part.fate != "dropped"
            ],
            "query": query,
            "options": list(options.values()) if options else None,
            "placeholderPositions": anchors(parts, distiller.anchoring.kind, distiller.placeholders.shape[0]),
        },
        "queryCut": query != rules.input_ids(case["input"], 10**9),
        "vectors": before["distilled"].tolist(),
        "arms": arms,
        "fidelity": fidelity(arms["fullIcl"]["nextLogits"], arms["distilled"]["nextLogits"]),
    }


def golden(fixture: Fixture) -> dict[str, Any]:
    manifest = json.loads((fixture.folder / "mend.json").read_text("utf-8"))
    return {
        "about": "Written by `python -m mend_training.export.golden` in PyTorch, float32, from docs/model-folder.md.",
        "model": fixture.name,
        "dtype": "fp32",
        "targetHash": manifest["target"]["hash"],
        "distillerHash": manifest["distiller"]["hash"],
        "tolerance": 1e-3,
        "cases": [
            compute(fixture, manifest, case)
            for case in cases()
            if fixture.cases is None or case["name"] in fixture.cases
        ],
    }


def _check_room(context: int, before: dict[str, Any], query: list[int], options: dict[str, list[int]] | None) -> None:
    """No arm may be the one that shortens the query: every case has one query for all arms."""
    answer_tokens = max([len(ids) for ids in options.values()] if options else [GENERATED_TOKENS])
    for prefix in before.values():
        if prefix.shape[0] + len(query) + max(answer_tokens, GENERATED_TOKENS) + 1 > context:
            raise ValueError("the query does not fit behind every prefix")


def _check_margins(name: str, arms: dict[str, Any]) -> None:
    for arm in arms.values():
        best, second = sorted(arm.get("scores", [0, -1]), reverse=True)[:2]
        if best - second < SMALLEST_MARGIN or not arm["generation"]["ids"]:
            raise ValueError(f"case {name!r} hangs on a narrow choice: reword it")


def _rounded(value: Any) -> Any:
    """Nine significant digits: all that float32 holds."""
    if isinstance(value, float):
        return float(f"{value:.9g}")
    if isinstance(value, list):
        return [_rounded(item) for item in value]
    return {key: _rounded(item) for key, item in value.items()} if isinstance(value, dict) else value


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.strip().splitlines()[0])
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"all of {', '.join(FIXTURES)} where none is given")
    for name in parser.parse_args().names or FIXTURES:
        content = json.dumps(_rounded(golden(FIXTURES[name])), ensure_ascii=False, separators=(",", ":"))
        FIXTURES[name].golden.write_text(content + "\n", "utf-8")


if __name__ == "__main__":
    main()
