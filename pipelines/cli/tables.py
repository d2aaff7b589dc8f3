"""What the commands print: tables and sentences for a person at a terminal."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

from rich import box
from rich.console import Console
from rich.table import Table

from pipelines.problems import problem_from
from pipelines.reports.receipt_problems import grouped
from pipelines.reports.receipt_text import account_line, problem_line
from pipelines.submissions.verdict import STATUS_WORDS, Status

_SIGNS = {
    "received": ("●", "received"),
    "needs_fixing": ("!", "needs fixing"),
    "late": ("L", "late"),
    "nil_report": ("○", "nothing to report"),
    "not_due": ("·", "not due"),
}
_MOST_PROBLEMS = 20
_MOST_WRONG = 10


def print_check(console: Console, answers: list[dict[str, Any]]) -> None:
    """The verdict on each file, its account, and its problems, worst first."""
    for answer in answers:
        console.print(
            f"\n[bold]{answer['file']}[/bold]: {STATUS_WORDS[Status(answer['status'])]}", markup=True
        )
        where = [str(answer[name]) for name in ("agency_code", "dataset", "period") if answer[name]]
        if where:
            console.print("  " + ", ".join(where))
        for name in ("rows", "cells"):
            console.print(f"  {account_line(name.capitalize(), answer[name])}", markup=False)
        lines = grouped([problem_from(told) for told in answer["problems"]], {})
        for line in lines[:_MOST_PROBLEMS]:
            console.print(f"  - {problem_line(line)}", markup=False)
        more = len(lines) - _MOST_PROBLEMS
        if more > 0:
            console.print(f"  and {more} more")


def print_run(console: Console, summary: dict[str, Any]) -> None:
    """What was taken in, what was not and why, and where the workbooks are."""
    if not summary["did_work"]:
        console.print("Nothing new in the drop folders; the workbooks are up to date.")
    new = [s for s in summary["submissions"] if s["new"]]
    if new:
        _print_intake(console, new)
    attention = [s for s in (new or summary["submissions"]) if s["status"] in ("not_accepted", "refused")]
    if attention:
        table = Table("Agency", "File", "Why", title="Not taken in", title_justify="left", show_lines=True)
        for s in attention:
            table.add_row(s["agency_code"], s["file"], s["verdict"])
        console.print(table)
    for told in summary["refused_rows"]:
        console.print(f"{told['file']}: {told['words']}", markup=False)
    for told in summary["failures"]:
        where = "/".join(filter(None, (told["agency_code"], told["file"])))
        console.print(f"{where}: {told['words']}", markup=False)
    for twin in summary["same_content"] if new else []:
        console.print(
            f"{twin['agency_code']}/{twin['file']} holds the same as {twin['as']}, received {twin['received']}; "
            "it was counted once.",
            markup=False,
        )
    _print_changes(console, [change for change in summary["restatements"] if change["new"]])
    for words in summary["withdrawn"] if summary["did_work"] else []:
        console.print(words, markup=False)
    _print_cleared(console, summary["retention"])
    console.print("\nWorkbooks:")
    for path in summary["outputs"]:
        console.print(f"  {path}", markup=False)
    if new:
        console.print(f"Receipts: {Path(new[0]['receipt']).parent.parent}", markup=False)
    console.print(f"Done in {summary['seconds']:.0f} seconds.")


def _print_changes(console: Console, changes: list[dict[str, Any]]) -> None:
    """What new files changed: each correction with its own line, rows that came late together, as most files hold some."""
    late = [change for change in changes if change["kind"] == "late"]
    for change in changes:
        if change["kind"] != "late":
            console.print(f"{change['agency_code']}: {change['words']}", markup=False)
    if late:
        rows = sum(change["rows_after"] for change in late)
        files = "1 new file also holds" if len(late) == 1 else f"{len(late):,} new files also hold"
        console.print(
            f"{files} rows of earlier months ({rows:,} in all), which count for the month of their date. "
            "The sheet Changed since last version of coordinator.xlsx says which figures moved."
        )


def _print_cleared(console: Console, counts: dict[str, int]) -> None:
    """What left the drop folders or the quarantine in this run."""
    for name, words in (
        ("quarantined", "refused and moved out of the drop folders"),
        ("purged", "deleted from quarantine"),
        ("deleted", "deleted from the drop folders (see ops.retention)"),
        ("held_open", "open in another program and could not be moved; close it, and the next run moves it"),
    ):
        if counts[name]:
            console.print(f"{counts[name]:,} {'file' if counts[name] == 1 else 'files'}: {words}.")
    if runs := counts["runs_forgotten"]:
        console.print(
            f"{runs:,} {'run' if runs == 1 else 'runs'} past the clock of the log: off the page of runs."
        )
    if rows := counts["rows_deleted"]:
        console.print(
            f"{rows:,} {'row' if rows == 1 else 'rows'} past the clock: deleted for good or turned into tallies; figures stay "
            "(see Rows deleted in coordinator.xlsx)."
        )


_COLUMNS: tuple[tuple[str, tuple[Status, ...]], ...] = (
    ("Good", (Status.ACCEPTED, Status.SUPERSEDED)),
    ("Problems", (Status.ACCEPTED_WITH_PROBLEMS,)),
    ("Nil", (Status.NIL_REPORT,)),
    ("Out", (Status.NOT_ACCEPTED, Status.REFUSED)),
)


def _print_intake(console: Console, new: list[dict[str, Any]]) -> None:
    """One line per agency and dataset: files by verdict, rows by what became of them."""
    table = Table(title="Taken in", title_justify="left", box=box.SIMPLE_HEAD, padding=(0, 1, 0, 0))
    table.add_column("Agency", no_wrap=True)
    table.add_column("Dataset", no_wrap=True)
    for name, _ in _COLUMNS:
        table.add_column(name, justify="right")
    for name in ("Rows used", "Rows held"):
        table.add_column(name, justify="right")
    for agency, dataset in sorted({(s["agency_code"], s["dataset"] or "unknown") for s in new}):
        files = [s for s in new if (s["agency_code"], s["dataset"] or "unknown") == (agency, dataset)]
        verdicts = Counter(Status(s["status"]) for s in files)
        table.add_row(
            agency,
            dataset,
            *(str(sum(verdicts[status] for status in statuses) or "") for _, statuses in _COLUMNS),
            *(f"{sum(s['rows'][name] for s in files):,}" for name in ("used", "held")),
        )
    console.print(table)
    console.print(
        f"{len(new):,} files. Good: accepted. Problems: accepted, with problems to look at. Nil: nothing to report. "
        "Out: not taken in. Every row and cell of each file is accounted for on its receipt.\n"
    )


def print_status(console: Console, rows: list[dict[str, Any]]) -> None:
    """Agency and dataset by month, one sign per month, with a legend in words."""
    months = sorted({row["month"] for row in rows})
    shown = months[-15:]
    table = Table("Agency", "Dataset", *(f"{month:%y-%m}" for month in shown), title="What came in, by month")
    by_place = {(row["agency_code"], row["dataset"], row["month"]): row["status"] for row in rows}
    for agency, dataset in sorted({(row["agency_code"], row["dataset"]) for row in rows}):
        signs = [_SIGNS.get(by_place.get((agency, dataset, month), ""), (" ", ""))[0] for month in shown]
        table.add_row(agency, dataset, *signs)
    console.print(table)
    console.print("   ".join(f"{sign} {words}" for sign, words in _SIGNS.values()))
    late = [row for row in rows if row["status"] == "late"]
    for row in late:
        console.print(
            f"Late: {row['agency_name']}, {row['dataset_title'].lower()}, {row['month']:%B %Y} (due {row['due_date']}).",
            markup=False,
        )


def sample_words(folder: Path, summary: Any) -> str:
    """Where the made-up site stands and what to do with it."""
    return (
        f"A made-up county stands in {folder}: {summary.files_count} files of {summary.agencies_count} agencies, "
        f"{summary.months} months.\nNext: samepage --site {folder} run"
    )


def score_words(scored: Any) -> str:
    """Recall and precision over a made-up site, and each problem that is only on one side."""
    lines = [
        f"{scored.expected} problems stand in the site, {scored.told} were told, {scored.found} of them at the right cell.",
        f"Recall {scored.recall:.3f}, precision {scored.precision:.3f}. Notes are not counted: they ask for nothing.",
    ]
    if scored.gone:
        lines.append(
            f"{scored.gone:,} {'file is' if scored.gone == 1 else 'files are'} no longer in the drop folders, since a run moves refused "
            "files and deletes accepted ones after their days; they were not judged."
        )
    for word, found in (("Not found", scored.missed), ("Not planted", scored.invented)):
        lines += [f"{word}: {', '.join(part for part in line if part)}" for line in found]
    return "\n".join(lines)


def measure_score_words(scored: Any) -> str:
    """How many figures are those of the county, and the first that are not."""
    wrong = {
        "not counted": scored.missing,
        "counted and not known": scored.surplus,
        "different": scored.different,
    }
    lines = [
        f"{scored.known:,} figures of {scored.measures} measures are known, {scored.counted:,} were counted: "
        + (
            "every one is right."
            if scored.is_right
            else ", ".join(f"{len(keys):,} {word}" for word, keys in wrong.items()) + "."
        )
    ]
    lines += [
        f"{word.capitalize()}: {', '.join(key)}" for word, keys in wrong.items() for key in keys[:_MOST_WRONG]
    ]
    return "\n".join(lines)


def print_link_scores(console: Console, scores: list[Any]) -> None:
    """Precision of every rule, recall of every link."""
    table = Table(
        title="Links beside what really belongs together", title_justify="left", box=box.SIMPLE_HEAD
    )
    for name in ("Link", "Rule"):
        table.add_column(name, no_wrap=True)
    for name in ("Joined", "Right", "Precision", "Recall"):
        table.add_column(name, justify="right")
    for score in scores:
        recall = "" if score.recall is None else f"{score.recall:.3f}"
        table.add_row(
            score.link, score.rule, f"{score.told:,}", f"{score.right:,}", f"{score.precision:.3f}", recall
        )
    console.print(table)
    console.print(
        "A link is missed where an agency left a number out or mistyped it and no other number leads there without a choice."
    )
