"""The summary of a long run: a row for each kind of fault, and one block of the document replaced."""

from pathlib import Path

from tests.promise.checker import LOST, Violation
from tests.promise.contending import Contention
from tests.promise.faults import EVERYWHERE, KINDS, WITH_REDIS, restart_one
from tests.promise.house import RedisHouse
from tests.promise.plan import chapters
from tests.promise.report import BEGIN, END, Report, as_json, replaced, table, write
from tests.promise.run import Happened, Outcome

DOCUMENT = Path(__file__).parent.parent.parent / "docs" / "promise.md"


def outcome() -> Outcome:
    kind = next(iter(KINDS))
    return Outcome(faults=[Happened(kind, 0.1, 1.5, 1200), Happened(kind, 0.3, 2.5, 1000)])


def test_a_plan_holds_so_many_of_each_kind() -> None:
    planned = [kind for part in chapters(30, 6, 1) for kind in part.kinds]
    counted = {KINDS[kind]: planned.count(kind) for kind in KINDS}
    assert counted.pop(restart_one) == 10
    assert set(counted.values()) == {30}
    first = chapters(30, 6, 1)[0]
    assert first.house is RedisHouse
    assert {*EVERYWHERE, *WITH_REDIS} >= set(first.kinds) >= set(WITH_REDIS)


def test_a_table_has_a_row_for_each_kind_that_happened() -> None:
    text = table(Report(7, 60.0, outcome(), Contention(100.0, 50.0, 9, 0)))
    assert "| 2 | 1,000 | 0.20 s | 0.30 s | 2.00 s | 2.50 s |" in text
    assert "seed 7" in text
    assert "lost 0" in text
    assert "(50%); 0 deadlocks, 0 messages" in text


def test_a_broken_promise_is_not_kept() -> None:
    broken = outcome()
    assert Report(1, 1.0, broken).kept
    assert not Report(1, 1.0, broken, Contention(100.0, 20.0, 9, 0)).kept
    broken.violations.append(Violation(LOST, "talk", "gone"))
    report = Report(1, 1.0, broken)
    assert not report.kept
    assert as_json(report)["violations"][LOST] == 1


def test_the_document_has_a_place_for_the_summary(tmp_path: Path) -> None:
    text = DOCUMENT.read_text(encoding="utf-8")
    assert text.index(BEGIN) < text.index(END)
    copy, kept = tmp_path / "promise.md", tmp_path / "run.json"
    copy.write_text(text, encoding="utf-8")
    write(Report(7, 60.0, outcome()), kept, copy)
    assert "seed 7" in copy.read_text(encoding="utf-8")
    assert '"seed": 7' in kept.read_text()
    assert replaced(copy.read_text(encoding="utf-8"), "x").startswith(text[: text.index(BEGIN)])
