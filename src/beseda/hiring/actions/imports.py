"""Making drafts of vacancies that another site has already."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from beseda.accounts.actor import Actor, permit
from beseda.accounts.models import Workspace
from beseda.hiring.actions.vacancies import WRITE, create_vacancy
from beseda.hiring.models_vacancies import VacancySource
from beseda.hiring.postings.posting import Posting
from beseda.hiring.queries.imports import known_sources


@dataclass(frozen=True, slots=True)
class Imported:
    """A posting and the vacancy it is here; `is_new` says that this call made it."""

    posting: Posting
    vacancy_id: UUID | None
    is_new: bool = False


async def look_up(session: AsyncSession, actor: Actor, postings: Sequence[Posting]) -> list[Imported]:
    """Tell which postings the caller's workspace has imported already; raises NotAllowed for a viewer."""
    permit(actor, WRITE)
    known = await known_sources(session, actor, postings)
    return [Imported(one, known.get((one.kind, one.source_id))) for one in postings]


async def import_postings(
    session: AsyncSession, actor: Actor, postings: Sequence[Posting], only: Collection[str] | None = None
) -> list[Imported]:
    """Make a draft of each posting that is not here yet; `only` names the source ids that are wanted.

    Raises NotAllowed for a viewer.
    """
    permit(actor, WRITE)
    # Two imports at the same time take turns, so that neither makes the other's vacancies once more.
    await session.get_one(Workspace, actor.employer.id, with_for_update={"key_share": True})
    found = await look_up(session, actor, postings)
    return [
        one
        if one.vacancy_id is not None or (only is not None and one.posting.source_id not in only)
        else await _make(session, actor, one.posting)
        for one in found
    ]


async def _make(session: AsyncSession, actor: Actor, posting: Posting) -> Imported:
    vacancy = await create_vacancy(session, actor, posting.draft)
    session.add(
        VacancySource(
            vacancy_id=vacancy.id,
            workspace_id=actor.employer.id,
            kind=posting.kind,
            source_id=posting.source_id,
            url=posting.url,
        )
    )
    await session.flush()
    return Imported(posting, vacancy.id, is_new=True)
