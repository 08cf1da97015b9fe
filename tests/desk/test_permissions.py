"""Who may do what: the table, spelt out a second time by hand."""

import pytest

from resources.desk.permissions import ALLOWED, Action, may, require
from resources.errors import NotAllowedError
from resources.roles import Role

# action: contributor, moderator, administrator
TABLE = {
    Action.READ: (True, True, True),
    Action.PROPOSE: (True, True, True),
    Action.DECIDE: (False, True, True),
    Action.CHECK: (False, True, True),
    Action.HIDE: (False, True, True),
    Action.IMPORT: (False, True, True),
    Action.AUDIT: (False, True, True),
    Action.PEOPLE: (False, False, True),
}
ROWS = [
    (role, action, expected)
    for action, row in TABLE.items()
    for role, expected in zip((Role.CONTRIBUTOR, Role.MODERATOR, Role.ADMINISTRATOR), row, strict=True)
]


@pytest.mark.parametrize(("role", "action", "expected"), ROWS)
def test_role_may_do_what_the_table_says(role, action, expected):
    assert may(role, action) is expected


def test_every_role_and_every_action_stands_in_the_tables():
    assert set(ALLOWED) == set(Role)
    assert set(TABLE) == set(Action)


def test_what_a_role_may_not_is_refused_by_name_and_with_a_remedy():
    with pytest.raises(NotAllowedError, match="cannot hide: the role contributor does not include it; ask"):
        require(Role.CONTRIBUTOR, Action.HIDE)


def test_what_a_role_may_passes():
    require(Role.MODERATOR, Action.HIDE)
