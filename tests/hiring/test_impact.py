"""The adverse-impact monitor: exact figures, nobody to point at, an answer that is its candidate's own."""

import re
from datetime import UTC, datetime
from fractions import Fraction
from math import comb
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text
from tests.hiring.calls import Caller, register
from tests.hiring.slots import decided
from tests.hiring.test_pages import PAGE, applied, published, reading

from beseda.hiring.insight.selection import (
    SMALLEST_GROUP,
    Cell,
    Finding,
    fisher_exact,
    judge_groups,
    may_show,
    showable_parts,
    smallest_p,
)
from beseda.hiring.queries.impact import counted_until

cells = st.builds(Cell, st.integers(0, 30), st.integers(0, 30)).filter(lambda cell: cell.people)


def hypergeometric(number: int, selected: int, people: int, total: int) -> Fraction:
    return Fraction(comb(people, number) * comb(total - people, selected - number), comb(total, selected))


@given(cells, cells)
def test_fishers_p_is_the_sum_of_all_tables_that_are_no_more_probable(one, other):
    selected, total = one.selected + other.selected, one.people + other.people
    chances = [
        hypergeometric(number, selected, one.people, total)
        for number in range(max(0, selected - other.people), min(one.people, selected) + 1)
    ]
    assert sum(chances) == 1
    seen = hypergeometric(one.selected, selected, one.people, total)
    p = fisher_exact(one, other)
    assert p == sum(chance for chance in chances if chance <= seen)
    assert 0 < p <= 1
    assert p == fisher_exact(other, one)
    assert smallest_p(one, other) <= p


@pytest.mark.parametrize(
    ("one", "other", "p"),
    [
        (Cell(3, 1), Cell(1, 3), 0.4857),  # Fisher's own tea: 34/70.
        (Cell(1, 9), Cell(11, 3), 0.002759),
        (Cell(0, 5), Cell(5, 0), 0.007937),
    ],
)
def test_fishers_p_of_published_tables(one, other, p):
    assert float(fisher_exact(one, other)) == pytest.approx(p, rel=1e-3)


@pytest.mark.parametrize(
    ("women", "men", "finding"),
    [
        (Cell(20, 80), Cell(60, 40), Finding.IMPACT),
        (Cell(48, 52), Cell(50, 50), Finding.ALIKE),
        (Cell(5, 8), Cell(7, 6), Finding.LOWER_BY_CHANCE),
        (Cell(850, 150), Cell(930, 70), Finding.SIGNIFICANT_ABOVE),
        (Cell(10, 0), Cell(97, 3), Finding.REFERENCE),
        (Cell(7, 3), Cell(10, 0), Finding.TOO_FEW),
        (Cell(2, 30), Cell(20, 20), Finding.HIDDEN),
        (Cell(4, 5), Cell(20, 20), Finding.HIDDEN),
    ],
)
def test_what_is_said_of_a_group(women, men, finding):
    judged = {one.group: one for one in judge_groups({"woman": women, "man": men})}
    assert judged["woman"].finding is finding
    if finding is Finding.HIDDEN:
        assert judged["man"].cell is None


def test_numbers_that_could_show_nothing_are_too_few_to_tell():
    judged = judge_groups({"woman": Cell(10, 0), "man": Cell(7, 3)})
    assert [one.finding for one in judged] == [Finding.REFERENCE, Finding.TOO_FEW]
    assert judged[1].p is None


@given(st.dictionaries(st.sampled_from("abcd"), cells, min_size=1))
def test_nothing_shown_points_at_somebody(groups):
    judged = judge_groups(groups)
    shown = [one for one in judged if one.cell is not None]
    hidden = [one.group for one in judged if one.cell is None and groups[one.group].people]
    assert all(may_show(one.cell) for one in shown if one.cell)
    assert len(shown) != 1
    assert len(hidden) != 1 or not shown
    assert [one.finding for one in shown].count(Finding.REFERENCE) == bool(shown)


@given(st.dictionaries(st.sampled_from("abcdef"), cells, min_size=1))
def test_nothing_follows_from_the_total_and_the_parts(parts):
    allowed = showable_parts(parts)
    rest = sum((cell for name, cell in parts.items() if name not in allowed), Cell(0, 0))
    assert not allowed or rest.people == 0 or may_show(rest)
    assert all(may_show(parts[name]) for name in allowed)


def test_answers_count_from_the_monday_after():
    wednesday = datetime(2026, 11, 18, 13, 5, tzinfo=UTC)
    assert counted_until(wednesday) == datetime(2026, 11, 16, tzinfo=UTC)
    monday = datetime(2026, 11, 16, tzinfo=UTC)
    assert counted_until(monday) == monday


@pytest.fixture
async def employer(client) -> Caller:
    return await register(client)


async def one_decided(client, employer: Caller) -> tuple[str, str]:
    """Return a vacancy and the private link of somebody who was rejected."""
    vacancy_id = await published(client, employer)
    link = await applied(client, vacancy_id)
    [row] = (await client.get("/api/v1/responses", headers=employer.headers)).json()
    await decided(client, employer, row["id"], "rejected")
    return vacancy_id, link


async def stored(rollback) -> list[Any]:
    async with rollback.transaction() as session:
        found = await session.execute(text("SELECT gender, age_band FROM self_identifications"))
        return [tuple(row) for row in found]


async def about(client, link: str, **choices: str) -> str:
    answer = await client.post(f"{link}/about", data=choices, headers=PAGE)
    return str(answer.headers.get("location", answer.status_code))


async def test_a_candidate_answers_changes_and_deletes(client, rollback, employer):
    _, link = await one_decided(client, employer)
    assert "May we ask something about you?" in (await client.get(link, headers=PAGE)).text
    assert await about(client, link, gender="woman", age_band="40_54") == f"{link}?done=about#about"
    assert await stored(rollback) == [("woman", "40_54")]
    page = (await client.get(f"{link}?done=about", headers=PAGE)).text
    assert re.search(r'value="woman" checked', page)
    await about(client, link, gender="", age_band="40_54")
    assert await stored(rollback) == [(None, "40_54")]
    await client.post(f"{link}/about/delete", headers=PAGE)
    assert await stored(rollback) == []
    await about(client, link, gender="man", age_band="")
    await about(client, link, gender="", age_band="")
    assert await stored(rollback) == []
    assert await about(client, link, gender="robot") == f"{link}?done=about-wrong#about"
    assert await stored(rollback) == []


async def test_nobody_is_asked_before_a_decision(client, rollback, employer):
    link = await applied(client, await published(client, employer))
    assert "May we ask" not in (await client.get(link, headers=PAGE)).text
    assert await about(client, link, gender="woman") == "409"
    assert await stored(rollback) == []


async def test_erasure_takes_the_answer_along(client, rollback, employer):
    _, link = await one_decided(client, employer)
    await about(client, link, gender="woman")
    assert (await client.post(f"{link}/erase", headers=PAGE)).status_code == 303
    assert await stored(rollback) == []


async def test_an_employer_reads_no_single_answer(client, rollback, employer):
    vacancy_id, link = await one_decided(client, employer)
    await about(client, link, gender="other", age_band="55_up")
    [row] = (await client.get("/api/v1/responses", headers=employer.headers)).json()
    for path in (
        f"/console/responses/{row['id']}",
        f"/console/vacancies/{vacancy_id}/impact",
        "/console/insight/impact",
        f"/api/v1/responses/{row['id']}",
        f"/api/v1/candidates/{row['candidate_id']}",
        f"/api/v1/vacancies/{vacancy_id}/responses.csv",
    ):
        answer = await client.get(path, headers=reading(employer))
        assert answer.status_code == 200
        assert "55_up" not in answer.text
        assert not re.search(r'data-label="People">\s*1\s*<', answer.text)
    stranger = await register(client, "Чужие")
    assert (
        await client.get(f"/console/vacancies/{vacancy_id}/impact", headers=reading(stranger))
    ).status_code == 404


PEOPLE = """
WITH people AS (
    INSERT INTO principals (id, kind, name)
    SELECT gen_random_uuid(), 'candidate', '' FROM generate_series(1, :n)
    RETURNING id
), made AS (
    INSERT INTO candidates (id, full_name) SELECT id, '' FROM people RETURNING id
), said AS (
    INSERT INTO self_identifications (candidate_id, gender, answered_at)
    SELECT id, :gender, now() - interval '8 days' * :weeks FROM made RETURNING candidate_id
)
INSERT INTO candidate_responses (id, workspace_id, vacancy_id, candidate_id, status)
SELECT gen_random_uuid(), :workspace, :vacancy, candidate_id, :status FROM said
"""


async def people(rollback, employer: Caller, vacancy_id: str, *counts: tuple[str, str, int], weeks: int = 1):
    async with rollback.transaction() as session:
        for gender, status, number in counts:
            await session.execute(
                text(PEOPLE),
                {
                    "n": number,
                    "gender": gender,
                    "status": status,
                    "workspace": UUID(employer.id),
                    "vacancy": UUID(vacancy_id),
                    "weeks": weeks,
                },
            )


async def test_the_page_shows_sums_and_says_what_they_mean(client, rollback, employer):
    vacancy_id = await published(client, employer)
    crowd = (
        ("woman", "approved", 20),
        ("woman", "rejected", 80),
        ("man", "approved", 60),
        ("man", "rejected", 40),
        ("man", "needs_review", 7),
    )
    await people(rollback, employer, vacancy_id, *crowd)
    for path in (f"/console/vacancies/{vacancy_id}/impact", "/console/insight/impact"):
        page = (await client.get(path, headers=reading(employer))).text
        assert "Below four fifths, and chance hardly explains it." in page
        assert re.search(r'data-label="Ratio">0\.33<', page)
        assert re.search(r'data-label="People">100<', page)
        assert "Too few to show." in page
    fresh = [("woman", "approved", 50)]
    await people(rollback, employer, vacancy_id, *fresh, weeks=0)
    again = (await client.get("/console/insight/impact", headers=reading(employer))).text
    assert not re.search(r'data-label="People">150<', again)


async def test_a_small_vacancy_is_not_told_by_subtraction(client, rollback, employer):
    large, small = await published(client, employer), await published(client, employer)
    await people(
        rollback,
        employer,
        large,
        *[(gender, status, 20) for gender in ("woman", "man") for status in ("approved", "rejected")],
    )
    await people(rollback, employer, small, ("woman", "approved", 1))
    for vacancy_id in (large, small):
        page = await client.get(f"/console/vacancies/{vacancy_id}/impact", headers=reading(employer))
        assert not re.search(r'data-label="People">\s*[1-9]', page.text)
    assert may_show(Cell(SMALLEST_GROUP, 0))
