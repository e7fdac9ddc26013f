"""Jobs of objections: telling those who decide that one waits."""

from uuid import UUID

from beseda.hiring.actions.contest_letters import tell_recruiters
from beseda.kit.jobs import JobContext, Jobs

TELL = "hiring.tell_of_contest"

jobs = Jobs()


async def tell_of_contest(
    context: JobContext,
    contest_id: UUID,
    response_id: UUID,  # noqa: ARG001 - an event's fields are all given.
    vacancy_id: UUID,  # noqa: ARG001 - as above.
    workspace_id: UUID,  # noqa: ARG001 - as above.
) -> None:
    """Mail the recruiters of a workspace; a second run after a lost note mails them twice."""
    async with context.database.transaction() as session:
        await tell_recruiters(session, context.settings, contest_id)


jobs.add(TELL, tell_of_contest)
