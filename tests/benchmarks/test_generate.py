"""A generated dossier is sound, always the same, and as uneven as it says."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from pathlib import Path

import pytest

from benchmarks import generate
from benchmarks.vocabulary import COMMON_SHARE, COMMON_WORD
from claims import seeds
from claims.records import DossierRecords
from claims.search import WordIndex
from claims.tables import Tables

SIZE = 2_000


@pytest.fixture(scope="module")
def records(tmp_path_factory: pytest.TempPathFactory) -> DossierRecords:
    """What `claims check` and `claims import` read of the file; FaultyDossierError where anything is wrong with it."""
    file = tmp_path_factory.mktemp("generated") / "dossier.jsonl"
    generate.write(file, SIZE)
    return seeds.load(file)


def shares(counted: Counter[str]) -> list[float]:
    """The share of each, the greatest first."""
    return [count / counted.total() for _, count in counted.most_common()]


def test_a_dossier_has_as_many_claims_as_asked_for_and_what_belongs_to_them(records: DossierRecords):
    assert len(records.claims) == SIZE
    assert (len(records.speakers), len(records.outlets), len(records.topics)) == (500, 300, 200)
    assert len(records.sources) == SIZE // 3
    assert {topic.kind for topic in records.topics.values()} == {"deadline", "figure", "position"}
    assert records.outcomes
    assert records.assessments


def test_the_same_seed_gives_the_same_file_and_another_seed_another(tmp_path: Path):
    files = [tmp_path / name for name in ("one", "same", "other")]
    for file, seed in zip(files, (1, 1, 2), strict=True):
        generate.write(file, 300, seed)
    one, same, other = (file.read_bytes() for file in files)
    assert one == same != other


def test_few_speakers_topics_and_outlets_have_most_claims(records: DossierRecords):
    claims = records.claims.values()
    speakers = shares(Counter(claim.speaker for claim in claims))
    topics = shares(Counter(claim.topic for claim in claims))
    outlets = shares(Counter(records.sources[claim.source].outlet for claim in claims))
    assert speakers[0] > 0.1
    assert sum(speakers[:50]) > 0.6
    assert topics[0] == pytest.approx(0.1, abs=0.025)
    assert sum(outlets[:30]) > 0.5
    assert shares(Counter(claim.source for claim in claims))[0] > 10 / SIZE


def test_claims_have_the_promised_shares_of_echoes_answers_languages_and_vague_dates(records: DossierRecords):
    claims = records.claims.values()

    def share(true: Iterable[object]) -> float:
        return sum(map(bool, true)) / SIZE

    assert share(claim.same_as for claim in claims) == pytest.approx(0.25, abs=0.04)
    assert share(claim.responds_to for claim in claims) == pytest.approx(0.05, abs=0.02)
    assert share(claim.statement.ar for claim in claims) == pytest.approx(0.6, abs=0.06)
    assert 0.08 < share(claim.said_on.precision in ("month", "year") for claim in claims) < 0.2
    due = Counter(claim.deadline.due.precision for claim in claims if claim.deadline and claim.deadline.due)
    assert min(due[precision] for precision in ("day", "month", "year", "interval")) > 10


def test_the_common_word_stands_in_the_promised_share_of_claims_and_nowhere_else(records: DossierRecords):
    holding = [COMMON_WORD in (claim.statement.ar or "") for claim in records.claims.values()]
    assert sum(holding) / SIZE == pytest.approx(COMMON_SHARE, abs=0.03)
    assert WordIndex.of(records, Tables.of(records)).containing(COMMON_WORD).tolist() == holding
