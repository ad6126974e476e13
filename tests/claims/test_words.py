"""Every code has its word, every reason its sentence, and a past view never tells what came later."""

from __future__ import annotations

import re
from datetime import date
from itertools import pairwise

import pandas as pd
import pytest
from hypothesis import given

from claims import words
from claims.analysis import commitments, compare, deadlines, figures, positions, relations, states, status
from claims.analysis.chains import STEPS
from claims.catalogue import domain
from claims.columns import ATTRIBUTIONS, FORCES, RESULTS, STANCES
from claims.models import LANGUAGES, Language
from claims.records import DossierRecords
from claims.tables import Tables
from tests.builders import assessment, claim, dossier, outcome, topic
from tests.claims.analysis.generated import days, dossiers

TODAY = date(2026, 11, 23)


def frames_of(records: DossierRecords, as_of: date) -> list[pd.DataFrame]:
    tables = Tables.of(records)
    chains = [
        deadlines.chain(tables, topic.id, side, as_of)
        for topic in records.topics.values()
        for side in topic.obligors or ()
    ]
    return [
        deadlines.states(tables, as_of),
        commitments.ledger(tables, as_of),
        figures.standing(tables, as_of),
        positions.standing(tables, as_of),
        *(compare.pairs(tables, one, as_of, limit=40) for one in records.topics),
        *chains,
    ]


def why(records: DossierRecords, frame: pd.DataFrame, language: Language = "en") -> str:
    (sentence,) = words.why(frame, records, language)
    return sentence


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_code_has_its_word(language: Language) -> None:
    kinds = {
        "state": states.STATES,
        "status": status.STATUSES,
        "evidence": states.EVIDENCE,
        "relation": relations.RELATIONS,
        "step": STEPS,
        "stance": STANCES,
        "force": FORCES,
        "attribution": ATTRIBUTIONS,
        "result": RESULTS,
        "badge": ("extended", "extended-late", "advanced", "partly", "reading-dependent"),
    }
    assert all(words.word(kind, code, language) for kind, codes in kinds.items() for code in codes)


def test_both_languages_have_the_same_sentences_with_the_same_gaps() -> None:
    def gaps(sentence: str) -> set[str]:
        return set(re.findall(r"\{(\w+)\}", sentence))

    english, arabic = (domain(language).sentences for language in LANGUAGES)
    mine = {key for key in english | arabic if key.split(".")[0] in ("why", "rule", "state", "status", "badge", "step")}
    for key in mine:
        assert gaps(" ".join(english[key])) == gaps(" ".join(arabic[key])), key


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_rule_is_printed_with_its_numbers(language: Language) -> None:
    sections = words.rules(language)
    printed = [sentence for _, _, rules in sections for _, sentence in rules]
    assert not any("{" in sentence for sentence in printed)
    assert any("30" in sentence for sentence in printed)
    told = [rule.word for name, _, rules in sections for rule, _ in rules if name == "states"]
    assert told == list(states.STATES)


@given(dossiers(), days)
def test_every_row_of_every_dossier_says_why(records: DossierRecords, as_of: date) -> None:
    for frame in frames_of(records, as_of):
        for language in LANGUAGES:
            told = words.why(frame, records, language)
            assert len(told) == len(frame)
            assert all(sentence and "{" not in sentence and "None" not in sentence for sentence in told)


@pytest.mark.parametrize("as_of", [date(2021, 12, 31), date(2025, 10, 1), date(2026, 1, 18), TODAY])
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_iraq_dossier_says_why_and_names_no_day_to_come_as_known(
    iraq: DossierRecords, as_of: date, language: Language
) -> None:
    for frame in frames_of(iraq, as_of):
        for sentence in words.why(frame, iraq, language):
            assert sentence.endswith((".", "!", "؟"))
            if as_of < date(2026, 3, 24):
                assert "24 March 2026" not in sentence
                assert "24 آذار 2026" not in sentence


def test_a_late_exit_names_who_declared_it_how_late_and_who_says_otherwise(iraq: DossierRecords) -> None:
    ledger = commitments.ledger(Tables.of(iraq), TODAY)
    row = ledger[(ledger["topic_id"] == "asad-exit") & (ledger["side"] == "iraq-government")]
    assert why(iraq, row) == (
        "The Iraqi government declared it done on 17 January 2026, 109 days after 30 September 2025. "
        "The Dupree Report gives 16 January 2026, 1 day earlier. Against the date in force: met on time."
    )
    assert why(iraq, row, "ar").startswith(
        "أُنجز في 17 كانون الثاني 2026 بإعلان الحكومة العراقية، بعد 109 أيام من 30 أيلول 2025."
    )


def test_arabic_counts_in_six_forms() -> None:
    told = [words.count("days", n, "ar") for n in (0, 1, 2, 3, 11, 100)]
    assert told == ["اليوم نفسه", "يوم واحد", "يومان", "3 أيام", "11 يوماً", "100 يوم"]
    assert words.count("days_oblique", 2, "ar") == "يومين"
    assert all(one != other for one, other in pairwise(told))


def test_a_lapsed_date_names_the_check_only_once_it_has_been_made() -> None:
    records = dossier(claim(due="2025-09-30"), topic(last_checked="2025-12-01"))
    tables = Tables.of(records)
    assert why(records, deadlines.states(tables, date(2026, 1, 1))) == (
        "The last day, 30 September 2025, passed 93 days before; checked on 1 December 2025, nothing done."
    )
    assert "December" not in why(records, deadlines.states(tables, date(2025, 10, 2)))


def test_a_strict_reading_says_how_much_later() -> None:
    records = dossier(
        claim(due="2025-09"), outcome(happened_on="2025-10-10", declared_by=("washington",)), topic(kind="deadline")
    )
    assert why(records, deadlines.states(Tables.of(records), TODAY)) == (
        "Washington declared it done on 10 October 2025, 10 days after 30 September 2025. "
        "If “by September 2025” means its first day, 39 days late."
    )


def test_a_verdict_is_told_with_its_document_and_reason() -> None:
    records = dossier(claim(exactly=5), assessment("claim", "contradicted"))
    assert why(records, figures.standing(Tables.of(records), TODAY)) == "Gazette says otherwise: It is so."


def test_touching_bounds_share_nothing() -> None:
    records = dossier(
        claim("a", high=1000, qualifier="fewer-than", speaker="baghdad"),
        claim("b", low=1000, qualifier="at-least", speaker="washington"),
    )
    pair = compare.pairs(Tables.of(records), "troops", TODAY)
    assert (pair["relation"].iloc[0], pair["gap"].iloc[0]) == ("conflict", 0)
    assert why(records, pair) == "“fewer than 1,000” and “at least 1,000” meet but share no value."
