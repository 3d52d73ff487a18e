"""
The Python code that "Copy Reuse Snippet" gives, run as a user would: plain transformers and safetensors equal the
golden answers.
"""

from __future__ import annotations

import json
import re
import runpy

import numpy as np
import pytest
from safetensors.numpy import save_file

from mend_training.export import golden
from mend_training.export.fixture import FOLDER, REPOSITORY, TEMPLATE

GOLDEN = json.loads(golden.FILE.read_text("utf-8"))
SCORED = [case for case in GOLDEN["cases"] if "options" in case and not case["queryCut"]]
GENERATED = [case for case in GOLDEN["cases"] if "options" not in case]
SOURCE = REPOSITORY / "src" / "vectors" / "snippets.ts"


def snippet() -> str:
    """The Python text of the TypeScript template, before its two values are filled in."""
    (body,) = re.findall(r"function pythonSnippet\(.*?return `(.*?)`;\n}", SOURCE.read_text("utf-8"), flags=re.DOTALL)
    return body.replace("\\\\", "\\")


def run(case, folder):
    """Runs the snippet on a case's vectors and returns its variables."""
    metadata = {"template": json.dumps(TEMPLATE), "labels": json.dumps(case.get("options", []))}
    vectors = np.array(case["vectors"], np.float32)
    save_file({"distilled_vectors": vectors}, folder / "x.mend.safetensors", metadata=metadata)
    code = snippet()
    values = {
        "${JSON.stringify(file)}": json.dumps(str(folder / "x.mend.safetensors")),
        "${JSON.stringify(modelFolder)}": json.dumps(str(FOLDER)),
        '"Write your query here"': repr(case["input"]),
    }
    for placeholder, value in values.items():
        assert code.count(placeholder) == 1
        code = code.replace(placeholder, value)
    assert "${" not in code
    (folder / "snippet.py").write_text(code, "utf-8")
    return runpy.run_path(str(folder / "snippet.py"))


def check_next_logits(variables, case):
    model, embed, query = (variables[name] for name in ("model", "embed", "query"))
    assert query == case["tokens"]["query"]
    logits = model(inputs_embeds=embed(query)).logits[0, -1].detach().numpy()
    np.testing.assert_allclose(logits, case["arms"]["distilled"]["nextLogits"], atol=1e-3)


@pytest.mark.parametrize("case", SCORED, ids=lambda case: case["name"])
def test_scores_equal_the_engine_s(case, tmp_path, capsys):
    variables = run(case, tmp_path)
    check_next_logits(variables, case)
    expected = case["arms"]["distilled"]
    np.testing.assert_allclose([score.item() for score in variables["scores"]], expected["scores"], atol=1e-3)
    np.testing.assert_allclose(variables["probabilities"].numpy(), expected["probabilities"], atol=1e-3)
    assert f"prediction: {expected['prediction']}" in capsys.readouterr().out


@pytest.mark.parametrize("case", GENERATED, ids=lambda case: case["name"])
def test_text_is_generated_without_options(case, tmp_path, capsys):
    variables = run(case, tmp_path)
    check_next_logits(variables, case)
    expected = case["arms"]["distilled"]["generation"]["ids"]
    assert variables["ids"][: len(expected)] == expected
    assert capsys.readouterr().out
