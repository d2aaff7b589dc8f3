"""The work itself as facts: links between records, policy answers, reviewed files, months due, blank cells."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from pipelines.metadata.datasets import DATASETS, READ_TODAY
from pipelines.sample.truth.core import Core
from pipelines.sample.truth.records import Received, Records, among, known
from pipelines.sample.truth.site import TruthSite

_NUMBER = {
    "call_to_incident": "report_key",
    "arrest_to_incident": "incident_key",
    "arrest_to_booking": "booking_key",
    "booking_to_incident": "incident_key",
    "referral_to_incident": "incident_key",
    "referral_to_court_case": "court_case_key",
    "sentence_to_court_case": "court_case_key",
    "probation_to_court_case": "court_case_key",
    "violation_to_probation": "probation_key",
}
LINKS = tuple(_NUMBER)


def link_fact(core: Core) -> pd.DataFrame:
    """One row per child record and link: whether it names a partner or found one, and whether it found one."""
    parts = []
    for link in core.links:
        rows = link.records
        eligible = known(rows[_NUMBER[link.name]]) | link.linked
        part = pd.DataFrame({"agency": rows["agency"], "date": rows[link.when], "link": link.name})
        for name in LINKS:
            part[f"eligible_{name}"] = eligible if name == link.name else False
            part[f"linked_{name}"] = link.linked if name == link.name else False
        parts.append(part)
    return pd.concat(parts, ignore_index=True)


def policy_fact(records: Records) -> pd.DataFrame:
    """Checklist answers; each holds from its day until the element is answered again."""
    rows = records.rows("policy_checklist").drop(columns="agency").rename(columns={"agency_code": "agency"})
    rows = rows.drop_duplicates(["agency", "element_id", "review_round"], keep="last")
    rows = rows.sort_values(["reviewed_on_date", "review_round"], kind="stable")
    applies = known(rows["status"]) & ~among(rows["status"], "not_applicable")
    return pd.DataFrame(
        {
            "agency": rows["agency"],
            "date": rows["reviewed_on_date"],
            "start": rows["reviewed_on_date"],
            "stop": rows.groupby(["agency", "element_id"])["reviewed_on_date"].shift(-1),
            "status": rows["status"],
            "element_id": rows["element_id"],
            "applies": applies,
        }
    )


def review_fact(records: Records) -> pd.DataFrame:
    """Elements looked for in reviewed records, by the first day of the event's quarter."""
    rows = records.rows("case_review").drop(columns="agency").rename(columns={"agency_code": "agency"})
    rows = rows.drop_duplicates(["agency", "review_case_id", "element_id"], keep="last")
    parts = rows["event_quarter"].astype("str").str.extract(r"^(\d{4})-?Q([1-4])$")
    month = pd.to_numeric(parts[1]) * 3 - 2
    outcome = rows["outcome"]
    return pd.DataFrame(
        {
            "agency": rows["agency"],
            "date": pd.to_datetime({"year": pd.to_numeric(parts[0]), "month": month, "day": 1}),
            "element_id": rows["element_id"],
            "demonstrated": among(outcome, "demonstrated"),
            "looked_for": among(outcome, "demonstrated", "partly", "not_demonstrated"),
            "unknown": among(outcome, "unknown"),
        }
    )


def advocacy_fact(records: Records) -> pd.DataFrame:
    """Monthly totals of advocacy programs without a breakdown; a total written as small has no number."""
    rows = records.latest("advocacy_totals", "period_month", "measure_code", "breakdown", "category")
    rows = rows[among(rows["breakdown"], "none")]
    told = rows["total_count"].astype("Float64").fillna(0).to_numpy(dtype=float)
    told = np.where(rows["small_cell_flag"].astype("boolean").fillna(False), 0, told)
    sums = {
        "notices": "air_notifications_received",
        "reached": "air_contact_reached",
        "accepted": "air_services_accepted",
        "new_persons": "persons_served_new",
        "shelter_asked": "shelter_requests",
        "shelter_unmet": "shelter_requests_unmet",
    }
    columns = {name: np.where(among(rows["measure_code"], code), told, 0) for name, code in sums.items()}
    asked = among(rows["measure_code"], "shelter_requests") & ~np.asarray(rows["total_count"].isna())
    return pd.DataFrame(
        {
            "agency": rows["agency"],
            "date": pd.to_datetime(rows["period_month"]),
            "shelter_told": asked,
            **columns,
        }
    )


def gap_fact(policy: pd.DataFrame, reviews: pd.DataFrame, site: TruthSite) -> pd.DataFrame:
    """Elements on the last day of each month: met on paper, and whether the year's reviews show the practice."""
    months = pd.date_range(site.first_month, site.last_month, freq="MS")
    rows = []
    for month in months:
        end = month + pd.offsets.MonthEnd(0)
        holds = policy[(policy["start"] <= end) & (policy["stop"].isna() | (policy["stop"] > end))]
        read = reviews[(reviews["date"] <= end) & (reviews["date"] > month - pd.DateOffset(months=12))]
        sums = read.groupby(["agency", "element_id"])[["looked_for", "demonstrated"]].sum()
        counted = dict(zip(sums.index, sums.itertuples(index=False), strict=True))
        answers = zip(holds["agency"], holds["element_id"], holds["status"], strict=True)
        for agency, element, status in answers:
            looked_for, shown = (int(n) for n in counted.get((agency, element), (0, 0)))
            met = status == "met"
            rows.append(
                {
                    "agency": agency,
                    "date": end,
                    "start": end,
                    "stop": month + pd.DateOffset(months=1) + pd.offsets.MonthEnd(0),
                    "enough": met and looked_for >= 10,
                    "low": met and looked_for >= 10 and shown / max(looked_for, 1) < 0.75,
                    "few": met and looked_for < 10,
                }
            )
    columns = ["agency", "date", "start", "stop", "enough", "low", "few"]
    return pd.DataFrame(rows, columns=columns)


def officer_fact(site: TruthSite) -> pd.DataFrame:
    """Officers with a domestic violence caseload, from a month on."""
    rows = [
        {"agency": agency.code, "start": pd.Timestamp(month), "officers": number}
        for agency in site.agencies
        for month, number in sorted(agency.dv_officers.items())
    ]
    told = pd.DataFrame(rows, columns=["agency", "start", "officers"])
    told["stop"] = told.groupby("agency")["start"].shift(-1)
    return told.assign(date=told["start"], dv=True, ipv=True, some=told["officers"].gt(0))


def expected_fact(site: TruthSite) -> pd.DataFrame:
    """Months that were expected: due once the due date has passed, on time if received by it."""
    rows = pd.DataFrame(list(site.expected), columns=["agency", "dataset", "date", "due", "received"])
    due = pd.to_datetime(rows["due"])
    is_due = np.asarray(due < pd.Timestamp(site.as_of), dtype=bool)
    in_time = np.asarray(pd.to_datetime(rows["received"]) <= due, dtype=bool)
    return pd.DataFrame(
        {
            "agency": rows["agency"],
            "date": pd.to_datetime(rows["date"]),
            "due": is_due,
            "on_time": is_due & in_time,
        }
    )


def blank_fact(records: Records) -> pd.DataFrame:
    """One row per expected field of an agency's dataset and month: its blank cells and all its cells."""
    parts = []
    for name in READ_TODAY:
        dataset = DATASETS[name]
        if not dataset.expected or dataset.period_field is None:
            continue
        rows = records.rows(name)
        month = rows[dataset.period_field].dt.to_period("M").dt.to_timestamp()
        for field in dataset.expected:
            cells = pd.DataFrame({"agency": rows["agency"], "date": month, "blanks": rows[field].isna()})
            cells["cells"] = 1
            parts.append(cells.groupby(["agency", "date"], as_index=False)[["blanks", "cells"]].sum())
    return pd.concat(parts, ignore_index=True)


def link_totals(links: pd.DataFrame, core: Core) -> dict[str, dict[str, Any]]:
    """Linked and eligible records of each link, in all months, and the pairs by the rule that joined them."""
    return {
        link.name: {
            "linked": int(links[f"linked_{link.name}"].sum()),
            "eligible": int(links[f"eligible_{link.name}"].sum()),
            "rules": {str(rule): int(n) for rule, n in link.pairs["rule"].value_counts(sort=False).items()},
        }
        for link in core.links
    }


def row_counts(received: Received) -> dict[str, int]:
    """Received rows by agency and dataset, as ``agency/dataset``."""
    return {f"{agency}/{dataset}": len(frame) for (agency, dataset), frame in sorted(received.items())}
