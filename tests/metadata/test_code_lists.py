from __future__ import annotations

import re

import pytest

from pipelines.metadata.classes import Code, CodeList
from pipelines.metadata.code_lists import CODE_LISTS, lookup

AVOIDED = re.compile(
    r"uncooperative|alleged|domestic dispute|mutual combat|compliance score|offender|(best|worst) agenc|"
    r"defence|programme|offence|cancelled",
    re.IGNORECASE,
)
MISSING_WORDS = {"", "n/a", "na", "null", "-", "."}
FIREARMS = ("11", "12", "13", "14", "15")
RELATIONSHIP_GROUPS = {
    "ipv": {"SE", "CS", "XS", "BG", "XR"},
    "family": {"PA", "SB", "CH", "GP", "GC", "IL", "SP", "SC", "SS", "OF", "CF", "FC", "FP"},
    "known": {"AQ", "FR", "NE", "BE", "EE", "ER", "OK", "CO"},
    "stranger": {"ST"},
    "mutual": {"VO"},
    "unknown": {"RU"},
}


def in_group(list_name: str, group: str) -> set[str]:
    return {code.code for code in CODE_LISTS[list_name].codes if code.group == group}


@pytest.mark.parametrize("code_list", CODE_LISTS.values(), ids=CODE_LISTS)
def test_a_list_can_be_read_by_a_person(code_list: CodeList) -> None:
    assert code_list.description.endswith(".")
    assert len(code_list.values) == len(set(code_list.values)) >= 2
    labels = [code.label for code in code_list.codes]
    assert all(label.strip() == label != "" for label in labels)
    assert len(set(labels)) == len(labels)
    assert [words for words in (code_list.description, *labels) if AVOIDED.search(words)] == []


@pytest.mark.parametrize("code_list", CODE_LISTS.values(), ids=CODE_LISTS)
def test_codes_labels_and_spellings_read_back(code_list: CodeList) -> None:
    table = lookup(code_list.name)
    for code in code_list.codes:
        for words in (code.code, code.label, *code.spellings):
            assert table[words.casefold()] == code.code
    assert not MISSING_WORDS & set(table)


@pytest.mark.parametrize("code_list", CODE_LISTS.values(), ids=CODE_LISTS)
def test_spellings_are_written_once_and_clean(code_list: CodeList) -> None:
    for code in code_list.codes:
        folded = [words.casefold() for words in code.spellings]
        assert len(folded) == len(set(folded))
        assert all(words == words.strip() != "" for words in code.spellings)


@pytest.mark.parametrize(
    ("list_name", "written", "code"),
    [
        pytest.param("call_disposition", "RTF", "report_written", id="report to follow"),
        pytest.param("call_disposition", "Necessary Action Taken", "no_action_civil", id="NAT"),
        pytest.param("call_disposition", "gone on arrival", "goa_suspect", id="GOA in words"),
        pytest.param("call_disposition", "DUP", "duplicate", id="duplicate call"),
        pytest.param("call_disposition", "TEST INCIDENT", "void_test", id="test call"),
        pytest.param("race", "Black or African American", "B", id="race in words"),
        pytest.param("race", "b", "B", id="race letter in lower case"),
        pytest.param("race", "Hispanic", "U", id="hispanic says nothing about race"),
        pytest.param("ethnicity", "HISPANIC", "H", id="hispanic ethnicity"),
        pytest.param("sex_gender", "Female", "F", id="female"),
        pytest.param("sex_gender", "U", "unknown", id="sex U"),
        pytest.param("nibrs_injury", "U", "U", id="injury U is unconsciousness"),
        pytest.param("age_band", "65 and older", "65+", id="oldest band"),
        pytest.param("nibrs_relationship", "Ex-Wife", "XS", id="former spouse"),
        pytest.param("nibrs_relationship", "Homosexual Relationship", "BG", id="legacy text is intimate"),
        pytest.param("nibrs_weapon", "12A", "12", id="automatic handgun"),
        pytest.param("nibrs_offense", "9A", "09A", id="lost leading zero"),
        pytest.param("offense_level", "Gross Misd", "gross_misdemeanor", id="gross misdemeanor"),
        pytest.param("release_type", "OR", "ror", id="own recognizance"),
        pytest.param("release_type", "Bond", "monetary_bail", id="bond"),
        pytest.param("release_type", "No bond", "no_bail_detained", id="no bond is not bond"),
        pytest.param("release_type", "TIME SERVED", "time_served", id="time served"),
        pytest.param("pretrial_decision", "No Bail", "detained", id="decision without bail"),
        pytest.param("pretrial_recommendation", "detention", "detain", id="recommended detention"),
        pytest.param("disposition", "Plea Of Guilty", "conviction_plea", id="plea"),
        pytest.param("disposition", "PG", "conviction_plea", id="plea code"),
        pytest.param("disposition", "Nolle Prosequi", "dismissal", id="nolle prosequi"),
        pytest.param("disposition", "Nolle Prosecution", "dismissal", id="nolle prosecution"),
        pytest.param("disposition", "FNG", "acquittal", id="finding not guilty"),
        pytest.param("disposition", "FG", "conviction_trial", id="finding guilty"),
        pytest.param("disposition", "BFW", "pending_warrant", id="warrant keeps the case open"),
        pytest.param("disposition", "Death Suggested-Cause Abated", "other", id="abated"),
        pytest.param("disposition", "Superseded by Indictment", "transfer", id="superseded"),
        pytest.param("reason", "PG to Other Count/s", "proceeding_on_other_count", id="other count"),
        pytest.param(
            "reason",
            "Complaining Witness No Prosecution",
            "victim_declined_to_participate",
            id="victim's choice",
        ),
        pytest.param("review_decision", "Approved", "filed", id="felony review approved"),
        pytest.param(
            "review_decision",
            "Continued Investigation",
            "returned_for_investigation",
            id="continued investigation",
        ),
        pytest.param("sentence_type", "Conditional Discharge", "supervision", id="conditional discharge"),
        pytest.param("sentence_phase", "Original Sentencing", "original", id="first sentence"),
        pytest.param("bip_status", "NC", "terminated_noncompliance", id="program status NC"),
        pytest.param("order_kind", "DANCO", "criminal_nco", id="Minnesota no-contact order"),
        pytest.param("arrest_type", "Summoned/Cited", "S", id="cited"),
        pytest.param("exceptional_clearance", "Victim refused to cooperate", "D", id="clearance D"),
    ],
)
def test_a_real_spelling_means_its_code(list_name: str, written: str, code: str) -> None:
    assert lookup(list_name)[written.casefold()] == code


@pytest.mark.parametrize(("group", "codes"), RELATIONSHIP_GROUPS.items(), ids=RELATIONSHIP_GROUPS)
def test_relationships_are_grouped(group: str, codes: set[str]) -> None:
    assert in_group("nibrs_relationship", group) == codes


def test_every_relationship_has_a_group() -> None:
    assert set().union(*RELATIONSHIP_GROUPS.values()) == set(CODE_LISTS["nibrs_relationship"].values)


def test_firearms_are_a_group() -> None:
    assert in_group("nibrs_weapon", "firearm") == set(FIREARMS)


def test_reasons_about_the_victim_stay_apart() -> None:
    assert in_group("reason", "victim") == {"victim_declined_to_participate", "victim_not_located"}


def test_pretrial_lists_differ_from_release_only_by_detention() -> None:
    releases = set(CODE_LISTS["release_type"].values)
    assert set(CODE_LISTS["pretrial_recommendation"].values) == releases - {"no_bail_detained"} | {"detain"}
    assert set(CODE_LISTS["pretrial_decision"].values) == releases - {"no_bail_detained"} | {"detained"}


@pytest.mark.parametrize(
    ("list_name", "codes_count"),
    [
        pytest.param("agency_area", 13, id="areas with all agencies together"),
        pytest.param("call_type", 11, id="call types"),
        pytest.param("call_disposition", 11, id="call dispositions"),
        pytest.param("reason", 17, id="reasons"),
        pytest.param("disposition", 10, id="dispositions"),
        pytest.param("charge_family", 14, id="charge families"),
        pytest.param("advocacy_measure", 17, id="advocacy totals"),
        pytest.param("cause_code", 8, id="trails of institutional analysis"),
        pytest.param("policy_status", 6, id="policy statuses"),
        pytest.param("doc_type", 13, id="documents"),
    ],
)
def test_a_list_is_complete(list_name: str, codes_count: int) -> None:
    assert len(CODE_LISTS[list_name].values) == codes_count


def test_an_unknown_list_has_no_lookup() -> None:
    with pytest.raises(KeyError, match="no_such_list"):
        lookup("no_such_list")


def test_a_caller_cannot_change_the_lookup() -> None:
    lookup("plea").clear()
    assert lookup("plea")["nolo"] == "no_contest"


def test_a_label_that_means_another_code_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    doubtful = CodeList("doubtful", "A list whose label is a code.", (Code("a", "B"), Code("b", "Bee")))
    monkeypatch.setitem(CODE_LISTS, "doubtful", doubtful)
    with pytest.raises(ValueError, match="means two codes"):
        lookup("doubtful")
