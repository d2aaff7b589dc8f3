from __future__ import annotations

import re
from collections import Counter

import pytest

from pipelines.metadata.classes import Element
from pipelines.metadata.elements import ELEMENTS, asked_areas

COUNTS = {
    ("ECC", "ecc"): 17,
    ("PAT", "patrol"): 19,
    ("INV", "investigation"): 13,
    ("JWC", "sheriff_jail"): 13,
    ("PTR", "pretrial"): 12,
    ("PRO", "prosecution"): 15,
    ("VWS", "victim_witness"): 11,
    ("PRB", "probation"): 14,
    ("CRT", "court"): 14,
    ("ADV", "advocacy"): 10,
    ("XAG", "cross_agency"): 8,
}
AVOIDED = re.compile(
    r"uncooperative|alleged victim|domestic dispute|mutual combat|compliance score|offender|"
    r"(best|worst) agenc|defence|programme|offence|enrolment|misdemeanour|specialis|behaviour",
    re.IGNORECASE,
)
SOURCE = re.compile(r"(V:[SDL]\d+(,[SDL]\d+)*|K)(,? .+)?\Z")


def words_of(element: Element) -> list[str]:
    words = [element.title, element.requirement, element.record_measure, element.met_when]
    return [*words, element.conflict_example] if element.conflict_example else words


def test_every_practice_of_the_standards_is_declared_once_in_order() -> None:
    expected = [f"{prefix}-{number:02d}" for (prefix, _), n in COUNTS.items() for number in range(1, n + 1)]
    assert list(ELEMENTS) == expected
    assert len(expected) == 146
    assert all(element.element_id == key for key, element in ELEMENTS.items())


@pytest.mark.parametrize(("prefix", "area", "n"), [pytest.param(*k, n, id=k[1]) for k, n in COUNTS.items()])
def test_an_area_has_its_elements(prefix: str, area: str, n: int) -> None:
    assert Counter(e.agency_area for e in ELEMENTS.values())[area] == n
    assert all(e.element_id.startswith(prefix) for e in ELEMENTS.values() if e.agency_area == area)


@pytest.mark.parametrize("element", ELEMENTS.values(), ids=ELEMENTS)
def test_an_element_can_be_laid_beside_local_text(element: Element) -> None:
    assert 10 <= len(element.title) <= 70
    assert not element.title.endswith(".")
    assert len(element.requirement) >= 60
    for words in words_of(element)[1:]:
        assert words[0].isupper() or words[0].isdigit()
        assert words.endswith(".")
        assert "  " not in words
    assert element.evidence in {"EX", "CR", "EX/CR", "OBS", "CR/OBS"}
    assert SOURCE.match(element.source)
    assert element.version == 1


@pytest.mark.parametrize("element", ELEMENTS.values(), ids=ELEMENTS)
def test_an_element_uses_no_word_to_avoid(element: Element) -> None:
    assert [words for words in words_of(element) if AVOIDED.search(words)] == []


def test_measure_ids_are_well_formed_and_belong_to_one_element() -> None:
    named = [measure for e in ELEMENTS.values() for measure in e.measure_ids]
    assert all(re.fullmatch(r"M\d{3}", measure) for measure in named)
    assert len(named) == len(set(named)) == 15


@pytest.mark.parametrize(
    ("element_id", "measure_id"),
    [
        pytest.param("ECC-01", "M003", id="top priority"),
        pytest.param("PAT-07", "M025", id="risk questions"),
        pytest.param("JWC-04", "M064", id="notice before release"),
        pytest.param("PRB-01", "M117", id="presentence investigation"),
    ],
)
def test_a_measure_that_names_an_element_is_found_from_it(element_id: str, measure_id: str) -> None:
    assert ELEMENTS[element_id].measure_ids == (measure_id,)


@pytest.mark.parametrize(
    ("area", "others", "asked"),
    [
        pytest.param("patrol", (), ("patrol", "investigation", "cross_agency"), id="police investigate too"),
        pytest.param("patrol", ("investigation",), ("patrol", "investigation", "cross_agency"), id="also beside detectives"),
        pytest.param("prosecution", (), ("prosecution", "victim_witness", "cross_agency"), id="victims' services of the prosecutor"),
        pytest.param("prosecution", ("victim_witness",), ("prosecution", "cross_agency"), id="victims' services apart"),
        pytest.param("court", (), ("court", "cross_agency"), id="any other"),
    ],
)  # fmt: skip
def test_an_agency_is_asked_about_its_own_practices_and_those_of_all(
    area: str, others: tuple[str, ...], asked: tuple[str, ...]
) -> None:
    assert asked_areas(area, {area, *others}) == asked


def test_every_recommended_practice_is_asked_of_some_agency_of_a_whole_county() -> None:
    agencies = {"ecc", "patrol", "sheriff_jail", "pretrial", "prosecution", "court", "probation", "advocacy"}
    asked = {area for own in agencies for area in asked_areas(own, agencies)}
    assert {element.element_id for element in ELEMENTS.values() if element.agency_area not in asked} == set()


def test_titles_and_requirements_differ_from_each_other() -> None:
    assert len({e.title for e in ELEMENTS.values()}) == 146
    assert len({e.requirement for e in ELEMENTS.values()}) == 146


@pytest.mark.parametrize(
    ("element_id", "facts"),
    [
        pytest.param("ECC-13", ("5 working days",), id="recordings in five working days"),
        pytest.param("PAT-13", ("7 days", "24 hours"), id="gone on arrival within seven days"),
        pytest.param("PRO-02", ("48 hours", "14 days"), id="charging decision limits"),
        pytest.param("CRT-05", ("60, 90 and 180", "90, 180 and 365", "30"), id="time standards"),
        pytest.param("PRB-09", ("3, 7 or 14 days",), id="graded response times"),
    ],
)
def test_limits_of_the_standards_stand_in_the_record_measure(element_id: str, facts: tuple[str, ...]) -> None:
    assert all(fact in ELEMENTS[element_id].record_measure for fact in facts)
