"""The team's file: where its readers find the dashboard, who logs in with whom, and who has which role.

It is one TOML file, named by CLAIMS_TEAM. Roles are given to an issuer's subject, to an e-mail that the issuer verified
(OpenID Connect Core 1.0, 5.1) or to a group of its claim `groups`, in all dossiers or in those that are named.
"""

from __future__ import annotations

import os
import tomllib
from collections.abc import Iterable, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Any, Literal, Self
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, Field, SecretStr, ValidationError, model_validator

from claims.access import ROLES, NotAllowedError, Person, Role
from claims.errors import RefusalError, StoreError
from claims.models import Language, Slug
from claims.models.source import WebAddress

TEAM = "CLAIMS_TEAM"
"""The environment variable that names the file."""

LEAST_SECRET_LETTERS = 32

Filled = Annotated[str, Field(min_length=1)]


class TeamError(StoreError):
    """A team's file that cannot be used; nobody is let in by a file that is half understood."""

    def __str__(self) -> str:
        from claims.faults import catalogue

        return catalogue(self.language).text(f"access.{self.reason}", None, **self.gaps)


class FaultyTeamError(TeamError):
    """A team's file that says something else than such a file may; `faults` are the fields with what is wrong."""

    def __init__(self, file: Path, faults: tuple[tuple[str, RefusalError | str], ...]) -> None:
        super().__init__("team_faulty", file=file)
        self.faults = faults

    def __str__(self) -> str:
        told = [(name, one if isinstance(one, str) else one.in_words(self.language)) for name, one in self.faults]
        return "\n".join([super().__str__(), *(f"{name}: {problem}" if name else problem for name, problem in told)])


class UnfitError(RefusalError):
    """What a table of the file must not say; its sentence stands in the catalogue's area `access`."""

    def in_words(self, language: Language) -> str:
        from claims.faults import catalogue

        return catalogue(language).text(f"access.{self.reason}", None, **self.gaps)


class _Table(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)


class Login(_Table):
    """The OpenID Connect provider that says who people are. A secret may stand in a file of its own."""

    issuer: WebAddress
    metadata_url: WebAddress | None = None
    client_id: Filled
    client_secret: SecretStr | None = None
    client_secret_file: Path | None = None
    cookie_secret: SecretStr | None = None
    cookie_secret_file: Path | None = None

    @model_validator(mode="after")
    def has_its_secrets(self) -> Self:
        for name in ("client_secret", "cookie_secret"):
            if (getattr(self, name) is None) == (getattr(self, f"{name}_file") is None):
                raise UnfitError("secret_here_or_in_file", name=name)
        return self

    @property
    def metadata(self) -> str:
        """Where the provider describes itself (OpenID Connect Discovery 1.0, 4)."""
        return self.metadata_url or f"{self.issuer.rstrip('/')}/.well-known/openid-configuration"

    def secret(self, name: Literal["client_secret", "cookie_secret"]) -> str:
        """TeamError where its file cannot be read, or where it is too short to keep anybody out."""
        given: SecretStr | None = getattr(self, name)
        file: Path | None = getattr(self, f"{name}_file")
        try:
            found = given.get_secret_value() if given else _beside(file).read_text("utf-8").strip() if file else ""
        except (OSError, UnicodeDecodeError) as error:
            raise TeamError("team_no_secret", file=file, name=name) from error
        if not found or (name == "cookie_secret" and len(found) < LEAST_SECRET_LETTERS):
            raise TeamError("team_short_secret", name=name, letters=LEAST_SECRET_LETTERS)
        return found


class Grant(_Table):
    """A role, to whom, and in which dossiers; in all where none is named."""

    role: Role
    issuer: WebAddress | None = None
    subject: Filled | None = None
    email: Filled | None = None
    group: Filled | None = None
    dossiers: Annotated[tuple[Slug, ...], Field(min_length=1)] | None = None

    @model_validator(mode="after")
    def names_one(self) -> Self:
        if sum(one is not None for one in (self.subject, self.email, self.group)) != 1:
            raise UnfitError("grant_to_one")
        return self

    def is_to(self, claims: Mapping[str, Any]) -> bool:
        """Whether it is given to whom an ID token with these claims names, whose issuer is the team's."""
        if self.issuer is not None and claims.get("iss") != self.issuer:
            return False
        if self.subject is not None:
            return bool(claims.get("sub") == self.subject)
        if self.email is not None:
            # Whoever may write any address into a profile could otherwise be anybody.
            verified = claims.get("email_verified") is True
            return verified and str(claims.get("email", "")).casefold() == self.email.casefold()
        groups = claims.get("groups")
        return isinstance(groups, list) and self.group in groups


class Team(_Table):
    """What the file says. `embed_in` are the sites that may show the dashboard in a frame."""

    address: WebAddress
    reading: Literal["open", "members"] = "open"
    session_hours: Annotated[float, Field(gt=0, le=24 * 30)] = 12
    embed_in: tuple[WebAddress, ...] = ()
    login: Login | None = None
    roles: tuple[Grant, ...] = ()

    @model_validator(mode="after")
    def lets_somebody_in(self) -> Self:
        if self.login is None and (self.roles or self.reading == "members"):
            raise UnfitError("roles_without_login")
        return self

    @property
    def stranger(self) -> Person:
        """Who is not logged in."""
        return Person("", "", reads_open=self.reading == "open")

    def person(self, claims: Mapping[str, Any]) -> Person:
        """Whom the claims of an ID token name, with the roles that the file gives them.

        NotAllowedError where another issuer than the team's vouches for them, or none for anybody.
        """
        issuer, subject = claims.get("iss"), claims.get("sub")
        if self.login is None or issuer != self.login.issuer or not isinstance(subject, str) or not subject:
            raise NotAllowedError("not_our_issuer")
        granted = [one for one in self.roles if one.is_to(claims)]
        named = {id_ for one in granted for id_ in one.dossiers or ()}
        return Person(
            key=f"{issuer}|{subject}",
            known_as=_known_as(claims, subject),
            everywhere=_highest(one.role for one in granted if one.dossiers is None),
            in_dossiers={
                id_: role
                for id_ in sorted(named)
                if (role := _highest(one.role for one in granted if id_ in (one.dossiers or ())))
            },
            reads_open=self.reading == "open",
        )

    @property
    def is_secure(self) -> bool:
        """Whether its readers come by https."""
        return urlsplit(self.address).scheme == "https"


def _known_as(claims: Mapping[str, Any], subject: str) -> str:
    """A name that a colleague knows, with what tells two of that name apart."""
    email = claims.get("email") if claims.get("email_verified") is True else None
    name = claims.get("name")
    apart = email if isinstance(email, str) and email else subject
    words = f"{name} <{apart}>" if isinstance(name, str) and name.strip() else str(apart)
    return " ".join("".join(c if c.isprintable() else " " for c in words).split())[:200]


def _highest(roles: Iterable[Role]) -> Role | None:
    return max(roles, key=ROLES.index, default=None)


def _file() -> Path | None:
    named = os.environ.get(TEAM)
    return Path(named) if named else None


def _beside(file: Path) -> Path:
    """A file that the team's file names is looked for beside it."""
    return (_file() or Path()).absolute().parent / file


def team() -> Team | None:
    """What the team's file says now; None where none is named. TeamError where it cannot be used."""
    file = _file()
    if file is None:
        return None
    try:
        told = file.stat()
        return _read(file, told.st_mtime_ns, told.st_size)
    except OSError as error:
        raise TeamError("team_unreadable", file=file) from error


@lru_cache(maxsize=1)
def _read(file: Path, _changed: int, _size: int) -> Team:
    try:
        given = tomllib.loads(file.read_text("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise TeamError("team_not_toml", file=file, problem=error) from error
    try:
        return Team.model_validate(given)
    except ValidationError as error:
        # What was found is not repeated: it may be a secret.
        found = error.errors(include_url=False, include_input=False)
        faults = [(".".join(map(str, one["loc"])), one.get("ctx", {}).get("error"), one["msg"]) for one in found]
        raise FaultyTeamError(
            file, tuple((name, why if isinstance(why, RefusalError) else said) for name, why, said in faults)
        ) from None
