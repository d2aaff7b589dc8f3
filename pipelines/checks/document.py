"""The checks in words: ``docs/checks.md`` is made from the catalogue, and a test holds the two together.

``python -m pipelines.checks.document`` writes it anew.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from pipelines.checks.catalogue import Check, load_catalogue
from pipelines.problems import Severity, Stage

_PROJECT = Path(__file__).resolve().parent.parent.parent
_HEAD = """\
# Checks

Made from `expectations/catalogue.csv`; do not edit by hand. Receipts tell the same words.

A check has one of five severities:

| severity | what it does | what you do |
| --- | --- | --- |
"""
_SEVERITIES = {
    Severity.WHOLE_FILE: ("Nothing of the file is used.", "Correct what is named and send the file again."),
    Severity.ROW_HELD: (
        "The named rows wait; the others are used.",
        "Correct the rows and send the file again.",
    ),
    Severity.VALUE: (
        "The row is used; the cell counts as unknown.",
        "Correct the cell when you next export.",
    ),
    Severity.UNLIKELY: (
        "The value is used as sent.",
        "Look at it. If it is right, say so and why on the receipt's sheet *Fix these*.",
    ),
    Severity.NOTE: ("Nothing.", "Nothing; it is good to know."),
}
_STAGES = {
    Stage.FILE: "The file",
    Stage.SHEET: "The sheet and its columns",
    Stage.PRIVACY: "Protecting people",
    Stage.CELL: "Cells",
    Stage.ROW: "Rows",
    Stage.TABLE: "The table as a whole",
    Stage.HISTORY: "Beside what came before, and beside other agencies",
    Stage.CROSS: "Between the coordinator's registers",
}
_ROWS_OF_A_FILE = (
    "Examples show the rows of a file, each in brackets, with `(blank)` for an empty cell and `#` for a number that counts up; `9 ×` "
    "stands before nine such rows. Others say in words what the file is like."
)
_HOW = {
    Stage.SHEET: _ROWS_OF_A_FILE,
    Stage.PRIVACY: _ROWS_OF_A_FILE,
    Stage.TABLE: _ROWS_OF_A_FILE,
    Stage.ROW: "Examples of a row name its fields; `+` stands between two rows. Brackets show a row of a file as it came.",
    Stage.CROSS: (
        "A decision whose row is held does not count; every other row stays in use. Examples name the register and the fields of "
        "each row, as seen on April 20, 2026, at a site of the agencies mpd (patrol, "
        "sends rms_incidents) and da (prosecution). `9 ×` stands before nine such rows, `(each)` for every code of the list."
    ),
}
_AFTER = """
Unlikely things alone never stop a file. Held rows do when they are too many, and so do unknown codes and unreadable cells in
a field that should be filled; the limits stand in `site.yaml` under `limits`. Rows of a checklist that wait only for an answer,
or for the document of their status, do not count for the limit: they stop the sheet only where no row is left.
"""


def checks_document(catalogue: Mapping[str, Check]) -> str:
    """The whole document as Markdown."""
    parts = [_HEAD.rstrip("\n")]
    parts += [f"| {_words(s)} | {effect} | {step} |" for s, (effect, step) in _SEVERITIES.items()]
    parts.append(_AFTER)
    for stage, title in _STAGES.items():
        checks = [check for check in catalogue.values() if check.stage is stage]
        if checks:
            parts.append(
                "\n\n".join([f"## {title}", *([_HOW[stage]] if stage in _HOW else []), _table(checks)])
            )
    return "\n".join(part.rstrip("\n") + ("\n" if part.endswith("\n") else "") for part in parts)


def _table(checks: Iterable[Check]) -> str:
    checks = list(checks)
    with_examples = any(check.example_bad or check.example_good for check in checks)
    head = ["What is told", "Severity", "What to do", "May be waived"]
    head += ["Trips it", "Does not"] if with_examples else []
    lines = [_line([*head, "Check"]), "|" + " --- |" * (len(head) + 1)]
    for check in checks:
        title = check.title.replace("{field}", "A field").replace("{other}", "another")
        cells = [title, _words(check.severity), check.guidance, "yes" if check.waivable else "no"]
        cells += [_code(check.example_bad), _code(check.example_good)] if with_examples else []
        lines.append(_line([*cells, _code(check.check_id)]))
    return "\n".join(lines) + "\n"


def _words(severity: Severity) -> str:
    return str(severity).replace("_", " ")


def _code(text: str) -> str:
    return f"`{text}`" if text else ""


def _line(cells: Iterable[str]) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


if __name__ == "__main__":
    text = checks_document(load_catalogue(_PROJECT / "expectations"))
    (_PROJECT / "docs" / "checks.md").write_text(text, encoding="utf-8")
