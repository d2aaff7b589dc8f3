"""``samepage run`` on the made-up county: what it says, what it writes, and what it does when nothing is new."""

import json
import subprocess
from pathlib import Path

import openpyxl
import pytest
from running import samepage, started

WORKBOOKS = {
    "policy_comparison.xlsx",
    "case_statistics.xlsx",
    "compliance.xlsx",
    "case_map.xlsx",
    "coordinator.xlsx",
    "team_book.xlsx",
    "uncertain_links.xlsx",
}
TALLY = {"in_file", "used", "blank", "held", "left_out", "left_out_by_reason"}


def test_a_refused_file_shows_in_the_exit_status(county):
    assert county.exit_status == 1


def test_the_summary_has_the_promised_shape(county):
    summary = county.summary
    assert {"submissions", "outputs", "warehouse", "seconds"} <= set(summary)
    for submission in summary["submissions"]:
        assert {
            "submission_id", "file", "agency_code", "dataset", "period", "status", "rows", "cells", "problems_count",
        } <= set(submission)  # fmt: skip
        assert set(submission["rows"]) == set(submission["cells"]) == TALLY
    assert summary["warehouse"]["generation"] >= 1
    assert summary["warehouse"]["tables"]["core.incident"] > 0


@pytest.mark.parametrize("unit", ["rows", "cells"])
def test_every_account_balances(county, unit):
    for submission in county.summary["submissions"]:
        told = submission[unit]
        assert told["in_file"] == told["used"] + told["blank"] + told["held"] + told["left_out"], submission[
            "file"
        ]
        assert told["left_out"] == sum(told["left_out_by_reason"].values())


def test_every_kind_of_ending_occurs(county):
    assert {s["status"] for s in county.summary["submissions"]} >= {
        "accepted",
        "accepted_with_problems",
        "not_accepted",
        "refused",
        "nil_report",
        "superseded",
    }


def test_every_file_has_a_receipt_and_the_workbooks_open(county):
    for submission in county.summary["submissions"]:
        receipt = county.site.receipts / submission["agency_code"] / f"{submission['submission_id']}.xlsx"
        assert receipt.exists()
        assert receipt.with_suffix(".txt").read_text(encoding="utf-8")
    for name in WORKBOOKS:
        book = openpyxl.load_workbook(county.site.workbooks / name)
        assert len(book.sheetnames) >= (1 if name == "uncertain_links.xlsx" else 5)


def test_a_second_run_does_nothing_and_says_so(county):
    folders = (county.site.workbooks, county.site.receipts, county.site.submissions, county.site.warehouse)

    def written() -> dict[Path, int]:
        return {
            path: path.stat().st_mtime_ns
            for folder in folders
            for path in folder.rglob("*")
            if path.name != "lock"
        }

    before = written()
    done = samepage(county.root, "run")
    assert done.returncode == 0
    assert "Nothing new" in done.stdout
    assert written() == before


def test_status_names_what_is_late(county):
    rows = json.loads(samepage(county.root, "status", "--json").stdout)
    assert {row["status"] for row in rows} >= {"received", "needs_fixing", "nil_report"}


def test_query_reads_and_never_writes(county):
    answer = samepage(county.root, "query", "SELECT count(*) AS n FROM core.incident", "--format", "json")
    assert json.loads(answer.stdout)[0]["n"] == county.summary["warehouse"]["tables"]["core.incident"]
    refused = samepage(county.root, "query", "DELETE FROM core.incident", check=False)
    assert refused.returncode == 2
    assert "Traceback" not in refused.stderr


def test_nothing_is_printed_while_a_question_takes_long(county):
    asked = "SELECT value FROM duckdb_settings() WHERE name = 'enable_progress_bar'"
    answer, _ = started(county.root, "query", asked, "--format", "csv", stdout=subprocess.PIPE).communicate()
    assert answer.split() == ["value", "false"]
