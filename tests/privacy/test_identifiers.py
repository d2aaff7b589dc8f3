"""Identifiers in texts and columns: what is met, what is not, and that case numbers and codes are nobody."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest

from pipelines.privacy.detectors import identifying, spoken_of
from pipelines.privacy.gate import scan_values
from pipelines.privacy.shown import may_show
from pipelines.privacy.values import Role, Texts

SOMEBODY = [
    pytest.param("123-45-6789", "social security", id="a social security number"),
    pytest.param("SSN: 123456789", "social security", id="one without dashes that says so"),
    pytest.param("ss# 6789", "social security", id="its last four digits"),
    pytest.param("DL: A1234567", "driver's license", id="a driver's license"),
    pytest.param("Driver's License No. 12345678", "driver's license", id="a license spelt out"),
    pytest.param("(555)123-4567", "phone", id="a phone without a blank"),
    pytest.param("1-555-123-4567", "phone", id="a phone with the country"),
    pytest.param("+44 20 7946 0958", "phone", id="a phone from abroad"),
    pytest.param("cell 555-0123", "phone", id="a local phone that says so"),
    pytest.param("555\u00a0123\u00a04567", "phone", id="a phone with hard blanks"),
    pytest.param("jane@example.org", "e-mail", id="an e-mail"),
    pytest.param("1200 BLK MAPLE WAY", "street", id="a block"),
    pytest.param("P.O. Box 12", "street", id="a box"),
    pytest.param("STATE v. SMITH", "case title", id="a case of the state"),
    pytest.param("People vs Jones", "case title", id="a case of the people"),
    pytest.param("Commonwealth v. Lee", "case title", id="a case of the commonwealth"),
    pytest.param("State of Minnesota vs. Doe", "case title", id="a state by name"),
    pytest.param("Smith v. Jones", "case title", id="a civil case"),
    pytest.param("In re Marriage of Doe", "case title", id="in re"),
    pytest.param("state_v_smith.xlsx", "case title", id="a case title as a file's name"),
    pytest.param("SMITH, JOHN", "name", id="last, first"),
    pytest.param("Garcia-Lopez, Maria", "name", id="last, first with two surnames"),
    pytest.param("John A. Smith", "name", id="first last"),
    pytest.param("mary_johnson_intake.xlsx", "name", id="a name in a file's name"),
    pytest.param("DOB 3/4/1980", "birth date", id="a birth date that says so"),
    pytest.param("born on 1980-03-04", "birth date", id="born on"),
    pytest.param("41.8812, -87.6298", "coordinates", id="coordinates"),
    pytest.param("Plate ABC 123", "license plate", id="a plate"),
]
NOBODY = [
    "24-012345", "2024-00123456", "62-CR-24-1234", "C0123424", "04CR02948", "609.2242, 609.224", "RCW 26.50.110",
    "03/01/2025 10:00", "City vs County", "Calls v Reports 2025", "2024 vs 2025", "White", "Brown", "Black", "Mark Up",
    "Jackson County", "Grace Hill", "Martin Luther King Center", "Lee County Court", "In re domestic orders", "Assault, Simple",
    "Battery, Aggravated", "Beat 12 North", "Interest of justice", "10-16 DOMESTIC", "No. 5 (2025)", "Dispositions 2019-01",
    "state police v2", "US Marshal", "Person of interest", "Anoka", "Washington", "May 2025", "April, June and August",
]  # fmt: skip


@pytest.mark.parametrize(("text", "what"), SOMEBODY)
def test_texts_that_are_somebody(text: str, what: str) -> None:
    assert what in (identifying(text) or "")


@pytest.mark.parametrize("text", NOBODY)
def test_texts_that_are_nobody(text: str) -> None:
    assert identifying(text) is None


@pytest.mark.parametrize(
    ("text", "is_somebody"),
    [
        pytest.param("spoke with Mrs. Zaphodson", True, id="a form of address"),
        pytest.param("Officer Smith said so", True, id="an officer by name"),
        pytest.param("see J. Miller", True, id="an initial and a surname"),
        pytest.param("Officer safety first", False, id="no name after the word"),
        pytest.param("Deputy Chief signs", False, id="a rank"),
    ],
)
def test_notes_and_remarks(text: str, is_somebody: bool) -> None:
    assert (spoken_of(text) is not None) == is_somebody


def refused_in(texts: list[str | None], role: Role, known: frozenset[str] = frozenset()) -> list[str | None]:
    grid = pa.table({"C": pa.array(texts, pa.string())})
    told = scan_values(
        "Data", grid, {"C": "Column"}, np.arange(2, len(texts) + 2), True, {"C": role}, {"C": known}
    )
    assert not any(len(text or "") > 3 and text in str(problem) for problem in told for text in texts)
    return [problem.cells for problem in told]


@pytest.mark.parametrize("role", [Role.WORDS, Role.CODES, Role.VALUES, Role.NUMBERS])
@pytest.mark.parametrize("text", ["123-45-6789", "jane@example.org", "SMITH, JOHN", "State v. Smith"])
def test_one_cell_is_enough_whatever_the_column_becomes(role: Role, text: str) -> None:
    assert refused_in(["a", None, text, "b"], role) == ["C4"]


@pytest.mark.parametrize(
    ("text", "refusing"),
    [
        pytest.param(
            "555-123-4567", {Role.WORDS, Role.CODES, Role.VALUES}, id="a docket may look like a phone"
        ),
        pytest.param("1/2/1980", {Role.WORDS, Role.CODES}, id="a date belongs into a column of dates"),
        pytest.param("44.97780, -93.26500", {Role.WORDS, Role.CODES}, id="coordinates"),
        pytest.param("2/1/2025", set(), id="a date of today is no birth date"),
    ],
)
def test_what_is_asked_of_which_column(text: str, refusing: set[Role]) -> None:
    roles = [Role.WORDS, Role.CODES, Role.VALUES, Role.NUMBERS]
    assert {role for role in roles if refused_in(["a", text], role)} == refusing


def test_a_known_code_is_nobody() -> None:
    texts: list[str | None] = ["State v. Unknown", "x"]
    assert refused_in(texts, Role.CODES) == ["C2"]
    assert refused_in(texts, Role.CODES, frozenset({"state v. unknown"})) == []


@pytest.mark.parametrize(
    ("texts", "refused"),
    [
        pytest.param(
            ["Zaphodson, Mary", "Beebleson, John", "x"], True, id="last, first with unknown surnames"
        ),
        pytest.param(["Mary Zaphodson", "John Q Beebleson", "x"], True, id="first last"),
        pytest.param(["Maria", "Joshua", "Keisha", "Carlos", "x"], True, id="first names alone"),
        pytest.param(["Smith", "Nguyen", "Garcia", "Johnson"], True, id="surnames alone"),
        pytest.param(["Smith", "Smith", "Garcia", "Beat 1"], False, id="two streets named after people"),
        pytest.param(["White", "Black", "Brown", "Green", "Young"], False, id="colours and ages"),
        pytest.param(["Jackson", "Madison", "Lincoln", "Washington", "Marshall"], False, id="towns"),
        pytest.param(["Assault, Simple", "Assault, Aggravated", "Theft, Petty"], False, id="offenses"),
        pytest.param(["5552345678", "5552345679", "5552345680"], True, id="phones without dashes"),
        pytest.param(["A1234567", "B2345678", "C3456789"], True, id="license numbers"),
        pytest.param(["ABC 123", "DEF 456", "GHI 789"], True, id="plates"),
        pytest.param(["NOR 123", "NOR 123", "NOR 123", "SOU 456"], False, id="districts, which repeat"),
    ],
)
def test_columns_known_by_their_shape(texts: list[str | None], refused: bool) -> None:
    assert bool(refused_in(texts, Role.WORDS)) == refused


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        pytest.param("SMITH, JOHN", False, id="a name"),
        pytest.param("Zaphodson, B.", False, id="an unknown name"),
        pytest.param("Zaphodson, Beeb", False, id="a name by its shape"),
        pytest.param("Maria", False, id="a first name"),
        pytest.param("24-012345", False, id="a case number"),
        pytest.param("3/4/1980", False, id="a date"),
        pytest.param("called 555-123-4567", False, id="a phone"),
        pytest.param("x" * 61, False, id="a remark"),
        pytest.param("QRX", True, id="a code"),
        pytest.param("GOA / UTL", True, id="two codes"),
        pytest.param("Cleared by exception", True, id="words"),
        pytest.param("x" * 60, True, id="sixty characters"),
        pytest.param("Assault, Simple", True, id="an offense shaped like a name"),
    ],
)
def test_what_a_receipt_may_show(text: str, shown: bool) -> None:
    assert may_show(Texts(pa.array([text, "QRX"], pa.string())), False, is_code=True).tolist() == [
        shown,
        True,
    ]


OF_REPORTS = [
    "June totals", "April Report", "May incidents", "AUGUST SUMMARY", "June to date", "April, revised", "May & June totals",
    "April monthly report", "August Mondays", "Summer quarter", "Grant funding", "June - July",
]  # fmt: skip
OF_PEOPLE = [
    "June Totalski", "April March", "June Sunday", "August Wilson", "June Carter", "April Case", "Grant Page",
    "June M. Totals", "Summer Moore", "April Day", "June Report-Smith",
]  # fmt: skip


@pytest.mark.parametrize("text", OF_REPORTS)
def test_a_month_before_words_of_reports_is_nobody(text: str) -> None:
    assert refused_in([text] * 6, Role.WORDS) == []
    assert may_show(Texts(pa.array([text])), False).tolist() == [True]


@pytest.mark.parametrize("text", OF_PEOPLE)
def test_a_month_that_may_be_a_given_name_is_doubted(text: str) -> None:
    assert refused_in([text] * 6, Role.WORDS) != []
    assert may_show(Texts(pa.array([text])), False).tolist() == [False]
