"""Classes of answers that were read wrongly once: each is still read as it means."""

import json
from pathlib import Path

import pytest

from beseda.understanding.evaluation.rows import evaluate

FOLDER = Path(__file__).parent


@pytest.mark.parametrize("kind", sorted(path.stem for path in FOLDER.glob("*.json")))
def test_each_answer_is_read_as_it_means(kind):
    groups = json.loads((FOLDER / f"{kind}.json").read_text("utf-8"))
    asked = [
        {
            "text": text,
            "kind": kind,
            "want": want,
            **{name: group[name] for name in group if name != "answers"},
        }
        for group in groups
        for text, want in group["answers"]
    ]
    assert len(asked) >= 5
    misses = evaluate(asked)["misses"]
    assert [(miss["text"], miss["want"], miss["understood"]) for miss in misses] == []
