import resource

import pytest

from beseda.entry.open_files import MOST, raise_open_files
from beseda.operations.component import State
from beseda.operations.policy import judge_open_files


def test_the_soft_limit_is_raised_as_far_as_it_may():
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    lower = max(256, soft // 2)
    resource.setrlimit(resource.RLIMIT_NOFILE, (lower, hard))
    try:
        raised = raise_open_files()
        assert raised == resource.getrlimit(resource.RLIMIT_NOFILE)[0]
        assert raised == (MOST if hard == resource.RLIM_INFINITY else min(hard, MOST))
        assert raise_open_files() == raised
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


@pytest.mark.parametrize(("most", "state"), [(-1, State.OK), (1024, State.DEGRADED), (65536, State.OK)])
def test_the_doctor_says_when_few_pages_can_be_open(most, state):
    assert judge_open_files(most).state is state
