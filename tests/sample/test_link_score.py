"""The score of links: what is joined rightly, wrongly, and missed, rule by rule."""

from __future__ import annotations

import json
from pathlib import Path

import duckdb
import pytest

from pipelines.metadata.links import LINKS
from pipelines.privacy.keys import site_key
from pipelines.privacy.pseudonyms import pseudonym
from pipelines.sample.link_score import score_links
from pipelines.settings import Site

SETTINGS = """name: Elm County
county: Elm
population: 50000
first_month: 2025-01
agencies:
  - code: mpd
    name: Millbrook Police
    area: patrol
    numbers:
      report: {pattern: "([0-9]{2}|[0-9]{4})-?([0-9]+)", year_group: 1}
"""


def test_right_wrong_and_missed_pairs_are_counted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SAMEPAGE_KEY", "a test key that is long enough")
    site = Site(tmp_path)
    site.site_yaml.parent.mkdir(parents=True)
    site.site_yaml.write_text(SETTINGS, encoding="utf-8")
    true = [["mpd", f"mpd|A-{n}", f"mpd|2025-00{n}"] for n in (1, 2, 3)]
    pairs = {link.name: true if link.name == "arrest_to_incident" else [] for link in LINKS}
    (tmp_path / "truth.json").write_text(json.dumps({"pairs": pairs}), encoding="utf-8")
    secret = site_key(site).derive("pseudonyms")
    arrest = {n: pseudonym(secret, "mpd", "arrest", f"A-{n}") for n in (1, 2, 3)}
    # However a report's number is written, it is brought to one spelling first.
    report = {n: pseudonym(secret, "mpd", "report", f"2025-{n}") for n in (1, 2, 3)}
    with duckdb.connect(config={"threads": 1}) as warehouse:
        warehouse.execute("CREATE SCHEMA core")
        warehouse.execute(
            "CREATE TABLE core.link (link_name VARCHAR, rule VARCHAR, precedence INTEGER, agency_code VARCHAR,"
            " child_key VARCHAR, partner_key VARCHAR, is_current BOOLEAN)"
        )
        for rule, precedence, child, partner, is_current in (
            ("report_number", 1, arrest[1], report[1], True),
            ("booking_number", 2, arrest[2], report[3], True),
            ("report_number_earlier", 3, arrest[3], report[3], False),
        ):
            warehouse.execute(
                "INSERT INTO core.link VALUES ('arrest_to_incident', ?, ?, 'mpd', ?, ?, ?)",
                [rule, precedence, child, partner, is_current],
            )
        scores = {(s.link, s.rule): s for s in score_links(site, warehouse)}
    told = {
        rule: (s.told, s.right, s.true) for (link, rule), s in scores.items() if link == "arrest_to_incident"
    }
    assert told == {"report_number": (1, 1, None), "booking_number": (1, 0, None), "all rules": (2, 1, 3)}
    whole = scores["arrest_to_incident", "all rules"]
    assert whole.precision == 0.5
    assert whole.recall == pytest.approx(1 / 3)
