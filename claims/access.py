"""Who may do what: a role is had in a dossier, and each role may what those before it may.

A reader reads what is not open to everyone; an editor adds, changes, assesses and retires; a reviewer also agrees to
verdicts of others; an admin also changes the dossier record itself, which says who may read it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, get_args

from claims.errors import StoreError
from claims.models import Dossier

Role = Literal["reader", "editor", "reviewer", "admin"]
ROLES: tuple[Role, ...] = get_args(Role)
Action = Literal["read", "edit", "confirm", "administer"]

NEEDED: Mapping[Action, Role] = {"read": "reader", "edit": "editor", "confirm": "reviewer", "administer": "admin"}
"""The least role that may do it."""


class NotAllowedError(StoreError):
    """Somebody asked for what their role does not reach; its sentence stands in the catalogue's area `access`."""

    def __str__(self) -> str:
        from claims.faults import catalogue

        return catalogue(self.language).text(f"access.{self.reason}", None, **self.gaps)


@dataclass(frozen=True)
class Person:
    """Somebody, as far as they said who they are.

    `key` tells them apart for ever (issuer and subject), `known_as` is what the history calls them. `everywhere` is
    the role they have in every dossier, `in_dossiers` those in single ones. Where `reads_open` is false, even what is
    open to everyone is read by members only.
    """

    key: str
    known_as: str
    everywhere: Role | None = None
    in_dossiers: Mapping[str, Role] = field(default_factory=dict)
    reads_open: bool = True

    @property
    def is_known(self) -> bool:
        """Whether anybody is logged in, with whatever role."""
        return bool(self.key)

    @property
    def is_member(self) -> bool:
        """Whether they have a role in any dossier."""
        return self.everywhere is not None or bool(self.in_dossiers)

    def role_in(self, dossier_id: str) -> Role | None:
        """The highest role they have in a dossier."""
        had = [one for one in (self.everywhere, self.in_dossiers.get(dossier_id)) if one is not None]
        return max(had, key=ROLES.index, default=None)

    def may(self, action: Action, dossier: Dossier) -> bool:
        """Whether their role in the dossier reaches that far; who may not read it may do nothing in it."""
        if action == "read":
            return self.may_read(dossier.id, dossier.read_by)
        role = self.role_in(dossier.id)
        return role is not None and ROLES.index(role) >= ROLES.index(NEEDED[action])

    def may_read(self, dossier_id: str, read_by: str | None) -> bool:
        """Whether they may read a dossier of which only this is known; by default everyone may."""
        open_to_all = self.reads_open and read_by in (None, "everyone")
        return open_to_all or self.role_in(dossier_id) is not None

    def must(self, action: Action, dossier: Dossier) -> None:
        """NotAllowedError where they may not; it tells nothing of a dossier that they may not read."""
        if not self.may("read", dossier):
            raise NotAllowedError("no_such_dossier", id=dossier.id)
        if not self.may(action, dossier):
            raise NotAllowedError(f"may_not_{action}", dossier=dossier.id)


NOBODY = Person("", "")
"""A reader who is not logged in."""


def local(login: str) -> Person:
    """Whoever sits at the machine itself, where no login is configured: it is theirs."""
    return Person(f"local|{login}", login, everywhere="admin")
