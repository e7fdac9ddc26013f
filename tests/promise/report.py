"""What a run came to: a table for the terminal, JSON for machines, a block for docs/promise.md."""

import json
import os
import platform
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from typing import Any

from tests.promise.checker import tally
from tests.promise.contending import Contention
from tests.promise.faults import KINDS
from tests.promise.run import Outcome

BEGIN, END = "<!-- summary of the last long run: begin -->", "<!-- summary of the last long run: end -->"
HEADINGS = (
    "fault",
    "times",
    "fewest acks until the next",
    "first ack, median",
    "longest",
    "everybody back, median",
    "longest",
)


@dataclass(frozen=True, slots=True)
class Report:
    """A whole run: its seed, how long it took (seconds), what happened, and the contention run beside it."""

    seed: int
    seconds: float
    outcome: Outcome
    contention: Contention | None = None

    @property
    def kept(self) -> bool:
        """Whether nothing was broken."""
        return self.outcome.kept and (self.contention is None or self.contention.kept)


def rows(outcome: Outcome) -> list[list[str]]:
    """Return a row for each kind of fault that happened."""
    made = []
    for kind in KINDS:
        found = [one for one in outcome.faults if one.kind == kind]
        if not found:
            continue
        first, back = [one.first_ack for one in found], [one.all_back for one in found]
        fewest = min(one.acks for one in found)
        times = (median(first), max(first), median(back), max(back))
        made.append([kind, str(len(found)), f"{fewest:,}", *(f"{seconds:.2f} s" for seconds in times)])
    return made


def table(report: Report) -> str:
    """Return the summary in Markdown, which a terminal shows well enough."""
    found = [HEADINGS, ("---",) * len(HEADINGS), *rows(report.outcome)]
    lines = ["| " + " | ".join(row) + " |" for row in found]
    return "\n".join([*_sentences(report), "", *lines])


def _sentences(report: Report) -> Sequence[str]:
    outcome, figures = report.outcome, report.outcome.figures
    broken = ", ".join(f"{name} {times}" for name, times in tally(outcome.violations).items())
    where = f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}"
    when = f"{datetime.now(UTC):%Y-%m-%d}, seed {report.seed}, {report.seconds / 60:.0f} minutes"
    what = (
        f"{figures['acknowledged']:,} messages acknowledged in {figures['conversations']:,} conversations,"
        f" {figures['interviews']:,} of them interviews; {figures['received']:,} frames received over"
        f" {figures['connections']:,} connections"
    )
    return [
        f"{when}, {where}: {len(outcome.faults)} faults; {what}.",
        "",
        f"Violations: {broken}.",
        "",
        *_more(report),
    ]


def _more(report: Report) -> Sequence[str]:
    refused = ", ".join(f"{code} {times}" for code, times in sorted(report.outcome.refused.items()))
    said = [f"Refused without cause: {refused or 'nothing'}."]
    if report.contention is not None:
        said += ["", report.contention.sentence()]
    return said


def as_json(report: Report) -> dict[str, Any]:
    """Return everything a machine may want to know."""
    outcome = report.outcome
    return {
        "seed": report.seed,
        "seconds": round(report.seconds, 1),
        "kept": report.kept,
        "violations": tally(outcome.violations),
        "seen": [asdict(one) for one in outcome.violations[:200]],
        "refused": outcome.refused,
        "sent_again": outcome.unsure,
        "figures": outcome.figures,
        "faults": [asdict(one) for one in outcome.faults],
        "contention": None if report.contention is None else asdict(report.contention),
    }


def write(report: Report, as_file: Path | None, document: Path | None) -> None:
    """Keep the report as JSON, and put its summary between the document's marks."""
    if as_file is not None:
        as_file.parent.mkdir(parents=True, exist_ok=True)
        as_file.write_text(json.dumps(as_json(report), indent=1, ensure_ascii=False) + "\n")
    if document is not None:
        document.write_text(replaced(document.read_text(), table(report)))


def replaced(text: str, summary: str) -> str:
    """Return a document with a new summary between its marks."""
    before, _, rest = text.partition(BEGIN)
    _, _, after = rest.partition(END)
    return f"{before}{BEGIN}\n\n{summary}\n\n{END}{after}"
