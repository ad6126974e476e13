"""The team's file gives roles to those whom its own provider vouches for, and a faulty one lets nobody in."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from claims.access import NotAllowedError
from claims.team import TEAM, Team, TeamError, team

ISSUER = "https://id.example.org"
SECRET = "0123456789abcdef0123456789abcdef"
LOGIN = f"""
address = "https://claims.example.org"

[login]
issuer = "{ISSUER}"
client_id = "claims"
client_secret = "hidden-{SECRET}"
cookie_secret = "{SECRET}"
"""
ROLES = """
[[roles]]
role = "editor"
issuer = "https://id.example.org"
subject = "17"

[[roles]]
role = "reviewer"
email = "Lina@Example.org"

[[roles]]
role = "reader"
group = "desk"
dossiers = ["iraq-coalition"]
"""

Write = Callable[[str], Path]


@pytest.fixture
def write(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Write:
    def written(words: str) -> Path:
        file = tmp_path / "team.toml"
        file.write_text(words, "utf-8")
        monkeypatch.setenv(TEAM, str(file))
        return file

    return written


def read(write: Write, words: str = LOGIN + ROLES) -> Team:
    write(words)
    found = team()
    assert found is not None
    return found


def vouched(**claims: object) -> dict[str, object]:
    return {"iss": ISSUER, "sub": "1", **claims}


def test_without_a_file_there_is_no_team(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(TEAM, raising=False)
    assert team() is None


def test_a_role_is_had_by_subject_by_verified_email_or_by_group(write: Write) -> None:
    found = read(write)
    assert found.person(vouched(sub="17")).everywhere == "editor"
    assert found.person(vouched(email="lina@example.org", email_verified=True)).everywhere == "reviewer"
    member = found.person(vouched(groups=["sports", "desk"]))
    assert (member.everywhere, member.in_dossiers) == (None, {"iraq-coalition": "reader"})


@pytest.mark.parametrize(
    "claims",
    [
        vouched(email="lina@example.org"),
        vouched(email="lina@example.org", email_verified=False),
        vouched(email="lina@example.org", email_verified="true"),
        vouched(groups="desk"),
        vouched(groups={"desk": 1}),
        vouched(sub="170"),
        vouched(name="17"),
    ],
)
def test_what_the_provider_did_not_vouch_for_gives_no_role(write: Write, claims: dict[str, object]) -> None:
    assert not read(write).person(claims).is_member


@pytest.mark.parametrize(
    "claims", [{}, {"sub": "17"}, {"iss": "https://evil.example.org", "sub": "17"}, {"iss": ISSUER, "sub": 17}]
)
def test_another_issuer_vouches_for_nobody(write: Write, claims: dict[str, object]) -> None:
    found = read(write)
    with pytest.raises(NotAllowedError, match="team's provider"):
        found.person(claims)


def test_colleagues_of_one_name_are_told_apart_and_a_name_stays_on_one_line(write: Write) -> None:
    found = read(write)
    assert found.person(vouched(sub="17", name="Lina")).known_as == "Lina <17>"
    assert (
        found.person(vouched(name="Li\nna\u202e", email="l@x.org", email_verified=True)).known_as == "Li na <l@x.org>"
    )
    assert found.person(vouched(email="other@x.org")).known_as == "1"


def test_a_change_of_the_file_counts_at_once(write: Write) -> None:
    assert read(write).person(vouched(sub="17")).is_member
    assert not read(write, LOGIN).person(vouched(sub="17")).is_member


def test_a_secret_may_stand_in_a_file_beside_it(write: Write, tmp_path: Path) -> None:
    found = read(write, LOGIN.replace(f'cookie_secret = "{SECRET}"', 'cookie_secret_file = "cookie"'))
    assert found.login is not None
    with pytest.raises(TeamError, match="cookie_secret, which cannot be read"):
        found.login.secret("cookie_secret")
    (tmp_path / "cookie").write_text(f"{SECRET}\n")
    assert found.login.secret("cookie_secret") == SECRET
    (tmp_path / "cookie").write_text("short")
    with pytest.raises(TeamError, match="32 random letters"):
        found.login.secret("cookie_secret")


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("address = ", "not TOML"),
        ("", "address: Field required"),
        (LOGIN.replace("https://claims", "ftp://claims"), "address: "),
        (LOGIN + 'surprise = "x"', "login.surprise: "),
        (LOGIN.replace(f'cookie_secret = "{SECRET}"', ""), "cookie_secret or cookie_secret_file"),
        (LOGIN + '[[roles]]\nrole = "king"\nemail = "a@b.c"', "roles.0.role: "),
        (LOGIN + '[[roles]]\nrole = "editor"', "subject, an email or a group"),
        (LOGIN + '[[roles]]\nrole = "editor"\nemail = "a@b.c"\ngroup = "x"', "to one of them"),
        (LOGIN + '[[roles]]\nrole = "editor"\nemail = "a@b.c"\ndossiers = []', "roles.0.dossiers: "),
        ('address = "https://x.org"\nreading = "members"', "need a \\[login\\]"),
        (f"session_hours = 0\n{LOGIN}", "session_hours: "),
    ],
)
def test_a_faulty_file_says_what_to_mend_and_repeats_no_secret(write: Write, words: str, told: str) -> None:
    write(words)
    with pytest.raises(TeamError, match=told) as refused:
        team()
    refused.value.language = "ar"
    for said in (str(refused.value), repr(refused.value)):
        assert SECRET not in said


def test_secrets_stand_in_no_print_of_the_team(write: Write) -> None:
    assert SECRET not in repr(read(write))


def test_a_file_that_is_not_there_is_told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv(TEAM, str(tmp_path / "none.toml"))
    with pytest.raises(TeamError, match="cannot be read"):
        team()
