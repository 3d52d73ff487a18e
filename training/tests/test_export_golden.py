"""The committed fixture and golden files agree with the code that writes them, and with training's own encoder."""

from __future__ import annotations

import json
import math
import random
from functools import cache

import numpy as np
import pytest
import torch
from export_models import models
from tokenizers import Tokenizer

from mend_training.data.example import Example
from mend_training.export import golden, tokenizer_golden
from mend_training.export.fixture import FOLDER, LIMITS, SENTENCES, TEMPLATE, write_fixture
from mend_training.export.golden_reference import Rules, fit, report
from mend_training.export.runtime import OnnxModel
from mend_training.export.weights import hash_distiller, hash_target, read_distiller, read_target
from mend_training.template import Encoder, Limits, Template

GOLDEN = json.loads(golden.FILE.read_text("utf-8"))
CASES = {case["name"]: case for case in GOLDEN["cases"]}


@cache
def onnx(dtype):
    return OnnxModel(FOLDER, dtype)


@cache
def rules():
    return Rules(Tokenizer.from_file(str(FOLDER / "tokenizer.json")), TEMPLATE, LIMITS)


def test_the_committed_fixture_is_what_the_code_writes(tmp_path):
    write_fixture(tmp_path / "tiny-gpt2")
    written = {
        path.relative_to(tmp_path / "tiny-gpt2"): path for path in (tmp_path / "tiny-gpt2").rglob("*") if path.is_file()
    }
    committed = {path.relative_to(FOLDER) for path in FOLDER.rglob("*") if path.is_file()}
    assert set(written) == committed
    for name, path in written.items():
        # Measured figures may differ in their last digits from one processor to another.
        if name.name != "mend.json":
            assert path.read_bytes() == (FOLDER / name).read_bytes(), name


def test_the_fixture_is_small():
    assert sum(path.stat().st_size for path in FOLDER.rglob("*") if path.is_file()) < 1_000_000


def test_the_tokenizer_covers_every_byte_and_learned_merges():
    tokenizer = rules().tokenizer
    everything = "".join(map(chr, range(0x250))) + "日本🙂"
    assert tokenizer.decode(tokenizer.encode(everything).ids) == everything
    assert len(tokenizer.encode(SENTENCES[0]).ids) < len(SENTENCES[0].encode()) / 2


def test_the_golden_files_belong_to_the_fixture():
    target, distiller = models()
    assert GOLDEN["targetHash"] == hash_target(read_target(target))
    assert GOLDEN["distillerHash"] == hash_distiller(read_distiller(distiller))


def test_the_golden_answers_are_what_the_reference_computes():
    close(golden.golden()["cases"], GOLDEN["cases"])


def test_the_golden_tokens_are_what_the_library_gives():
    committed = json.loads(tokenizer_golden.FILE.read_text("utf-8"))
    assert committed == golden_tokens()
    assert len(committed["cases"]) >= 300
    assert all(case["decoded"] == case["text"] for case in committed["cases"])


def golden_tokens():
    return tokenizer_golden.golden(FOLDER / "tokenizer.json")


@pytest.mark.parametrize("name", CASES)
def test_onnx_gives_the_golden_vectors_and_logits(name):
    case = CASES[name]
    ids = [token for part in case["tokens"]["demonstrations"] for token in part["input"] + part["output"]]
    vectors = onnx("fp32").distil(ids, case["tokens"]["placeholderPositions"])
    np.testing.assert_allclose(vectors, case["vectors"], atol=1e-4)
    before = {"zeroShot": np.zeros((0, 32), np.float32), "fullIcl": onnx("fp32").embed(ids), "distilled": vectors}
    for arm, prefix in before.items():
        logits = onnx("fp32").logits_after(prefix, case["tokens"]["query"])[-1]
        np.testing.assert_allclose(logits, case["arms"][arm]["nextLogits"], atol=1e-4)


def test_the_cases_cover_every_fate():
    fates = [[entry["fate"] for entry in case["report"]["each"]] for case in CASES.values()]
    assert {fate for each in fates for fate in each} == {"whole", "cut", "dropped"}
    # Cut by its own limit with a whole one behind it; cut by the common limit; dropped with nothing cut before it.
    assert any(each[:2] == ["cut", "whole"] for each in fates)
    assert any("cut dropped" in " ".join(each) for each in fates)
    assert any("whole dropped" in " ".join(each) for each in fates)
    assert any(case["queryCut"] for case in CASES.values())


def test_no_arm_gives_a_flat_answer():
    for case in CASES.values():
        for arm in case["arms"].values():
            logits = torch.tensor(arm["nextLogits"])
            assert torch.distributions.Categorical(logits=logits).entropy() < 0.9 * math.log(384)


@pytest.mark.parametrize("seed", range(40))
def test_the_rules_agree_with_training_s_encoder(seed):
    generator = random.Random(seed)
    demonstrations = [
        {"input": words(generator, 25), "output": words(generator, 3) or "x"} for _ in range(generator.randint(1, 12))
    ]
    encoder = Encoder(rules().tokenizer, Template(), Limits(LIMITS["demonstrationTokens"], LIMITS["exampleTokens"]))
    parts = [part for part in fit(rules(), demonstrations) if part.fate != "dropped"]
    pairs = encoder.pairs([Example(entry["input"], entry["output"]) for entry in demonstrations])
    assert [(part.input, part.output) for part in parts] == [tuple(pair) for pair in pairs]
    text = words(generator, 60)
    assert rules().input_ids(text, LIMITS["exampleTokens"]) == encoder.query(text)
    assert report(rules(), fit(rules(), demonstrations))["total"] <= LIMITS["demonstrationTokens"]


def words(generator, most):
    return " ".join(generator.choices(" ".join(SENTENCES).split(), k=generator.randint(0, most)))


def close(actual, expected):
    """Equal in shape, strings and integers; numbers within 1e-4."""
    assert type(actual) is type(expected)
    if isinstance(actual, dict):
        assert actual.keys() == expected.keys()
        for key in actual:
            close(actual[key], expected[key])
    elif isinstance(actual, list):
        assert len(actual) == len(expected)
        for left, right in zip(actual, expected, strict=True):
            close(left, right)
    elif isinstance(actual, float):
        assert actual == pytest.approx(expected, abs=1e-4)
    else:
        assert actual == expected
