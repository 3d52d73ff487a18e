"""
The Python code that "Copy Reuse Snippet" gives, run as a user would: plain transformers and safetensors equal the
golden answers, for every family.
"""

from __future__ import annotations

import json
import re
import runpy
from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import save_file

REPOSITORY = Path(__file__).resolve().parents[2]
SOURCE = (REPOSITORY / "src" / "vectors" / "snippets.ts").read_text("utf-8")
MODELS = ["tiny-gpt2", "tiny-t5", "tiny-t5-encoder"]
CASES = [
    pytest.param(model, case, id=f"{model}, {case['name']}")
    for model in MODELS
    for case in json.loads((REPOSITORY / "test" / "golden" / f"{model}.json").read_text("utf-8"))["cases"]
    # What is too long for the model is for the user of the snippet to cut.
    if not case["queryCut"]
]


def manifest(model: str) -> dict:
    return json.loads((folder_of(model) / "mend.json").read_text("utf-8"))


def folder_of(model: str) -> Path:
    return REPOSITORY / "test" / "fixtures" / model


def literal(pattern: str) -> str:
    """The one TypeScript template literal behind `pattern`, as its value."""
    (body,) = re.findall(pattern + r"`(.*?)`[;,]\n", SOURCE, flags=re.DOTALL)
    return body.replace("\\\\", "\\")


def snippet(family: str) -> str:
    """The Python text for a family, before its two values are filled in."""
    text = literal(r"function pythonSnippet\([^`]*return ")
    assert text.count("${PYTHON_MODELS[family]}") == 1
    return text.replace("${PYTHON_MODELS[family]}", literal(rf"\n  {family}: "))


def run(model, case, folder):
    """Runs the snippet on a case's vectors and returns its variables."""
    said = manifest(model)
    metadata = {"template": json.dumps(said["template"]), "labels": json.dumps(case.get("options", []))}
    vectors = np.array(case["vectors"], np.float32)
    save_file({"distilled_vectors": vectors}, folder / "x.mend.safetensors", metadata=metadata)
    code = snippet(said["family"])
    values = {
        "${JSON.stringify(file)}": json.dumps(str(folder / "x.mend.safetensors")),
        "${JSON.stringify(modelFolder)}": json.dumps(str(folder_of(model))),
        '"Write your query here"': repr(case["input"]),
    }
    for placeholder, value in values.items():
        assert code.count(placeholder) == 1
        code = code.replace(placeholder, value)
    assert "${" not in code
    (folder / "snippet.py").write_text(code, "utf-8")
    return runpy.run_path(str(folder / "snippet.py"))


@pytest.mark.parametrize(("model", "case"), CASES)
def test_answers_equal_the_engine_s(model, case, tmp_path, capsys):
    variables = run(model, case, tmp_path)
    assert variables["query"] == case["tokens"]["query"]
    expected = case["arms"]["distilled"]
    logits = variables["logits_behind"]([])[-1].detach().numpy()
    np.testing.assert_allclose(logits, expected["nextLogits"], atol=1e-3)
    if "options" in case:
        np.testing.assert_allclose([score.item() for score in variables["scores"]], expected["scores"], atol=1e-3)
        np.testing.assert_allclose(variables["probabilities"].numpy(), expected["probabilities"], atol=1e-3)
        assert f"prediction: {expected['prediction']}" in capsys.readouterr().out
    else:
        ids = expected["generation"]["ids"]
        assert variables["ids"][: len(ids)] == ids
