"""Jobs of calls: telling those who may come that a candidate waits for a person."""

from uuid import UUID

from beseda.hiring.actions.call_letters import tell_of_call
from beseda.kit.jobs import JobContext, Jobs

TELL = "hiring.tell_of_call"

jobs = Jobs()


async def tell(
    context: JobContext,
    response_id: UUID,
    vacancy_id: UUID,  # noqa: ARG001 - an event's fields are all given.
    workspace_id: UUID,  # noqa: ARG001 - as above.
) -> None:
    """Mail the recruiters of a workspace; a second run after a lost note mails them twice."""
    async with context.database.transaction() as session:
        await tell_of_call(session, context.settings, response_id)


jobs.add(TELL, tell)
