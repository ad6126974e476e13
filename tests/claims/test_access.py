"""Each role may what those before it may, in the dossiers where it is had; a private dossier is none to others."""

from __future__ import annotations

import pytest

from claims.access import NEEDED, NOBODY, ROLES, Action, NotAllowedError, Person, Role, local
from claims.models import Dossier

TOLD = {"id": "d", "title": {"en": "D"}, "summary": {"en": "D"}, "time_zone": "UTC", "sides": []}
OPEN = Dossier(**TOLD)
CLOSED = Dossier(**TOLD, read_by="members")
ACTIONS: dict[Role | None, set[Action]] = {
    None: set(),
    "reader": {"read"},
    "editor": {"read", "edit"},
    "reviewer": {"read", "edit", "confirm"},
    "admin": {"read", "edit", "confirm", "administer"},
}


@pytest.mark.parametrize("role", [None, *ROLES])
def test_a_role_reaches_as_far_as_those_before_it_and_one_step_further(role: Role | None) -> None:
    for person in (Person("i|a", "a", everywhere=role), Person("i|a", "a", in_dossiers={"d": role} if role else {})):
        assert {one for one in NEEDED if person.may(one, CLOSED)} == ACTIONS[role]
        assert {one for one in NEEDED if person.may(one, OPEN)} == ACTIONS[role] | {"read"}


def test_the_higher_of_two_roles_counts() -> None:
    assert Person("i|a", "a", everywhere="admin", in_dossiers={"d": "reader"}).role_in("d") == "admin"
    assert Person("i|a", "a", everywhere="reader", in_dossiers={"d": "editor"}).role_in("d") == "editor"
    assert Person("i|a", "a", in_dossiers={"other": "admin"}).role_in("d") is None


def test_a_stranger_reads_what_is_open_and_nothing_where_only_members_read() -> None:
    assert NOBODY.may("read", OPEN)
    assert not NOBODY.may("read", CLOSED)
    assert not Person("", "", reads_open=False).may("read", OPEN)
    assert Person("i|a", "a", everywhere="reader", reads_open=False).may("read", OPEN)


def test_a_dossier_that_may_not_be_read_is_told_of_as_one_that_does_not_exist() -> None:
    with pytest.raises(NotAllowedError, match=r"^There is no dossier d\.$"):
        NOBODY.must("edit", CLOSED)
    with pytest.raises(NotAllowedError, match="does not let you change d"):
        NOBODY.must("edit", OPEN)
    local("me").must("administer", CLOSED)
