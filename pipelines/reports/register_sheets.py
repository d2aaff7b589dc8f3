"""Sheets of the partners' register: the agreements with their days, and who agreed to do what.

What the registers hold is read as published; what is overdue is seen from the site's day.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

import pandas as pd

from pipelines.metadata.register_limits import RENEWAL_DAYS
from pipelines.reports.code_words import CodeWords, listed, place
from pipelines.reports.edition import as_date, read_site, text_of
from pipelines.reports.kit import Book, Cell, Column, Sheet, add_table, plain, status_cell
from pipelines.reports.kit.cells import AGREEMENTS
from pipelines.reports.source import Source, rows_of


def add_agreements(book: Book, source: Source) -> None:
    """Adds the agreements with partners: signed, ending, missing, and the data annex."""
    today = read_site(source).as_of
    words_of_codes = CodeWords(source)
    found = [row for row in rows_of(source.query("agreement")) if row.partners_count]
    rows = [
        [
            Cell(row.organization, anchor=place("partner", row.partner_id)),
            status_cell(AGREEMENTS, agreement_state(row, today)),
            plain(row.mou_status_words),
            plain(row.mou_signed_date),
            plain(row.mou_expires_date),
            plain(row.data_annex_signed_date),
            plain(row.director_role),
            plain(row.liaison_role),
            Cell(
                text_of(row.roles_summary)
                or words_of_codes.many("partner_role", row.roles).capitalize()
                or None
            ),
            plain(row.next_step),
            plain(row.last_contact_date),
        ]
        for row in found
    ]
    columns = [
        Column("Partner", "strong", widest=40),
        Column("What to look at", "text", 28),
        Column("Memorandum", "text", 22),
        Column("Signed", "date", 14),
        Column("Ends", "date", 14),
        Column("Data annex signed", "date", 14),
        Column("Head", "text", 20),
        Column("Liaison", "text", 20),
        Column("Roles", "text", 44),
        Column("Next step", "text", 34),
        Column("Last contact", "date", 14),
    ]
    words = Sheet(
        "Partners and agreements",
        "Agreements with each partner: signed, ending, missing, and their data annexes.",
        "Partners and agreements",
        f"Renewal is due {RENEWAL_DAYS} days before an agreement ends. Agencies that the register does not name are listed too.",
        empty="No partner stands in the register yet. The template is written by samepage templates.",
    )
    add_table(book, words, columns, rows, freeze_columns=1)


def add_roles(book: Book, source: Source) -> None:
    """Adds the matrix of who agreed to do what: a partner a row, a role a column."""
    codes = source.query("code_list")
    roles = {row.code: row.label for row in rows_of(codes[codes["code_list"] == "partner_role"])}
    partners = [row for row in rows_of(source.query("agreement")) if isinstance(row.partner_id, str)]
    rows = []
    for row in partners:
        agreed = set(listed(row.roles))
        marks = [Cell("● agreed", "tone_good") if role in agreed else Cell("–", "muted") for role in roles]
        rows.append([Cell(row.organization).leading_to(place("partner", row.partner_id)), *marks])
    columns = [Column("Partner", "strong", 34), *(Column(label, "text", 15) for label in roles.values())]
    words = Sheet(
        "Who agreed to do what",
        "Partners by the roles that they agreed to: data, files, policy, team, training, survivors.",
        "Who agreed to do what",
        "One line is one partner of the register. A role that nobody agreed to is a column without a mark.",
        empty="No partner stands in the register yet. The template is written by samepage templates.",
    )
    add_table(book, words, columns, rows, freeze_columns=1)


def agreement_state(row: Any, today: dt.date) -> str:
    """What to look at in one agreement on ``today``; an agency needs a data annex, other partners do not."""
    if not isinstance(row.partner_id, str):
        return "no_partner"
    ends = None if pd.isna(row.mou_expires_date) else as_date(row.mou_expires_date)
    if row.mou_status == "expired" or (ends is not None and ends < today):
        return "ended"
    if row.mou_status not in ("signed", "renewal_due"):
        return "not_signed"
    if isinstance(row.agency_code, str) and pd.isna(row.data_annex_signed_date):
        return "no_annex"
    soon = ends is not None and (ends - today).days <= RENEWAL_DAYS
    return "renewal_due" if soon or row.mou_status == "renewal_due" else "in_force"
