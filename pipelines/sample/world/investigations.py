"""What Millbrook's case-management module exports: one follow-up investigation per row."""

from __future__ import annotations

import numpy as np
import pandas as pd

from pipelines.sample.world.cases import Cases
from pipelines.sample.world.dice import Dice, later
from pipelines.sample.world.events import Events
from pipelines.sample.world.frames import Change, file_versions, finished
from pipelines.sample.world.shapes import Calendar, WorldOptions

_ENDS = {
    "inactive": 0.3,
    "cleared_exceptional": 0.08,
    "closed_other": 0.1,
    "referred": 0.3,
    "cleared_arrest": 0.22,
}
_REASONS = {"B": 0.35, "D": 0.45, "A": 0.05, "C": 0.1, "E": 0.05}


def make_investigations(
    options: WorldOptions, calendar: Calendar, events: Events, cases: Cases
) -> pd.DataFrame:
    """The records of ``inv_cases`` at Millbrook."""
    dice = Dice(options.seed, "investigations")
    own = events.incidents[(events.incidents["agency"] == "mpd") & events.incidents["is_dv"]]
    rows = own[dice.chance(len(own), 0.55)].reset_index(names="incident")
    n = len(rows)
    rows["incident_key"] = rows["number"]
    rows["assigned_ts"] = later(rows["reported_ts"], dice.delay(n, 30, 0.6, 6, 300), "h")
    rows["closed_ts"] = later(rows["assigned_ts"], dice.delay(n, 21, 0.8, 1, 400), "D")
    referred = cases.referrals.drop_duplicates("incident").set_index("incident")["referred_ts"]
    rows["referred_ts"] = referred.reindex(rows["incident"]).to_numpy()
    ends = pd.Series(dice.pick(n, _ENDS))
    ends = ends.mask(rows["arrest"] == "scene", "cleared_arrest").mask(
        rows["referred_ts"].notna() & (rows["arrest"] != "scene"), "referred"
    )
    rows["status"] = dice.blanked(ends, 0.02)
    rows["cleared_exceptional"] = np.where(ends == "cleared_exceptional", dice.pick(n, _REASONS), "N")
    rows["victim_contact_ts"] = later(rows["assigned_ts"], dice.delay(n, 28, 0.9, 1, 600), "h").where(
        dice.chance(n, 0.78)
    )
    for name, share in (
        ("followup_photos", 0.3),
        ("recording_911_obtained", 0.55),
        ("jail_calls_reviewed", 0.18),
        ("prior_incidents_attached", 0.5),
    ):
        rows[name] = dice.yes_no(n, share, 0.12)
    asked = later(rows["assigned_ts"], dice.delay(n, 3, 0.7, 0.2, 40), "D")
    rows["warrant_requested_ts"] = asked.where(rows["gone"] & dice.chance(n, 0.4))
    changes = (
        Change("closed_ts", ("closed_ts", "cleared_exceptional"), before={"status": "open"}),
        Change("victim_contact_ts", ("victim_contact_ts",), reappears=False),
        Change("warrant_requested_ts", ("warrant_requested_ts",), reappears=False),
        Change("referred_ts", ("referred_ts",), reappears=False),
    )
    stands = file_versions(rows, "assigned_ts", changes, calendar, quarterly=True)
    return finished("inv_cases", stands, {"incident_key": "mpd"})
