"""Our own answers: nothing that is read may reject anybody by a misreading, and few are read wrongly."""

import pytest
from tests.understanding.own.__main__ import FOLDER, is_held, rows, would_reject

from beseda.hiring.requirements.rules import JUDGES
from beseda.understanding.evaluation.faults import fault_of
from beseda.understanding.evaluation.rows import evaluate


@pytest.mark.parametrize("kind", sorted(path.stem for path in FOLDER.glob("*.jsonl")))
def test_no_misreading_rejects_anybody(kind):
    own = [row for row in rows() if row["kind"] == kind]
    assert own
    misses = evaluate(own)["misses"]
    assert [(miss["text"], miss["understood"]) for miss in misses if would_reject(miss)] == []


def test_the_rows_are_in_order_and_half_of_them_held():
    every = list(rows())
    assert len(every) >= 600
    assert [fault for row in every if (fault := fault_of(row))] == []
    assert 0.4 < sum(map(is_held, every)) / len(every) < 0.6


def test_most_kinds_that_can_reject_carry_knock_outs():
    judged = [row for row in rows() if row["kind"] in JUDGES]
    assert sum("requirement" in row for row in judged) > 0.8 * len(judged)


def test_what_the_parsers_may_look_at_is_nearly_all_read():
    open_half = evaluate([row for row in rows() if not is_held(row)])["total"]
    assert open_half["exact"] >= 0.95 * open_half["n"]
    assert open_half["wrong"] <= 0.01 * open_half["n"]
