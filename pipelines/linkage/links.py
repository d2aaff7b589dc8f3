"""Which records belong together: the SQL that follows from the links declared in ``metadata/links.py``.

Numbers meet because equal numbers of one issuing agency get equal keys (``privacy/pseudonyms.py``). Two records link when
their keys are equal, never by likeness of people, places or times. How candidates are found stands in ``candidates.py``;
here stands which of them count, what is asked, and what the links fill in.
"""

from __future__ import annotations

from pipelines.linkage.candidates import candidates_sql, key_sql, source
from pipelines.metadata import TABLES
from pipelines.metadata.classes import Table
from pipelines.metadata.links import COORDINATOR_RULE, LINKS, NOT_SAME, SAME, Link
from pipelines.metadata.tables.links import PAIR_FIELDS, REASONS

DIFFER, UNKNOWN, SEVERAL, DATES = REASONS


def pairs_sql(link: Link) -> str:
    """A row is a child and a partner that some rule joins, with what it counts and what is asked about it.

    A pair counts where one record names the other's own number, where a later rule leaves no choice, or where a person
    confirmed it; never where a person said no. ``is_current`` leaves out numbers that a child named before its last one.
    """
    indirect = "NOT is_direct AND NOT is_earlier"
    taken = "bool_or(is_confirmed OR (is_direct AND answer_is_kept))" if link.is_single else "false"
    claims = "count(DISTINCT child_key)" if link.is_single else "1"
    return f"""
WITH {candidates_sql(link)},
asked AS (
    SELECT best.*, answer.answer, answer.answered_date,
        answer.answer IS DISTINCT FROM '{NOT_SAME}' AS answer_is_kept,
        coalesce(answer.answer = '{SAME}', false) AS is_confirmed
    FROM best LEFT JOIN stg.link_answer AS answer USING (question_id)
),
child_state AS (
    SELECT agency_code, child_key,
        bool_or(is_confirmed AND {indirect}) AS is_decided,
        bool_or(is_direct AND answer_is_kept) AS is_named
    FROM asked
    GROUP BY ALL
),
partner_state AS (
    SELECT partner_agency_code, partner_key, {taken} AS is_taken
    FROM asked
    GROUP BY ALL
),
opened AS (
    SELECT *,
        {indirect} AND answer_is_kept AND NOT is_confirmed AND NOT is_decided AND NOT is_taken
            AND NOT (is_named AND may_differ) AS is_open
    FROM asked
    INNER JOIN child_state USING (agency_code, child_key)
    INNER JOIN partner_state USING (partner_agency_code, partner_key)
),
choice AS (
    SELECT agency_code, child_key, count(DISTINCT partner_key) AS choices FROM opened WHERE is_open GROUP BY ALL
),
claim AS (
    SELECT partner_agency_code, partner_key, {claims} AS claims FROM opened WHERE is_open GROUP BY ALL
),
chosen AS (
    SELECT *
    FROM opened
    LEFT JOIN choice USING (agency_code, child_key)
    LEFT JOIN claim USING (partner_agency_code, partner_key)
),
decided AS (
    SELECT *,
        is_confirmed
        OR (answer_is_kept AND ((is_direct AND NOT is_decided) OR is_earlier))
        OR (is_open AND NOT is_named AND NOT names_number AND choices = 1 AND claims = 1) AS counts,
        CASE
            WHEN {indirect} AND (is_open OR answer IS NOT NULL) THEN CASE
                WHEN is_named THEN '{DIFFER}'
                WHEN names_number THEN '{UNKNOWN}'
                WHEN choices > 1 OR claims > 1 OR answer IS NOT NULL THEN '{SEVERAL}' END
            WHEN is_direct AND event_date < partner_date - {link.days_before} THEN '{DATES}'
        END AS reason
    FROM chosen
)
SELECT '{link.name}' AS link_name, agency_code, child_key, event_date, partner_agency_code, partner_key, partner_date,
    CASE WHEN is_confirmed THEN '{COORDINATOR_RULE}' ELSE rule END AS rule,
    CASE WHEN is_confirmed THEN 0 ELSE precedence END AS precedence,
    rules_count, question_id, answer, answered_date, reason, counts, counts AND NOT is_earlier AS is_current
FROM decided
WHERE counts OR reason IS NOT NULL"""


def pair_table(link: Link) -> str:
    """The full name of the table that holds the pairs of a link."""
    return f"stg.link_{link.name}"


PAIR_TABLES: dict[str, Table] = {
    pair_table(link): Table(
        "stg",
        f"link_{link.name}",
        f"one pair of the link {link.words[0].lower()}{link.words[1:]}, counted or asked about",
        ("agency_code", "child_key", "partner_agency_code", "partner_key"),
        PAIR_FIELDS,
    )
    for link in LINKS
}


def core_link_sql() -> str:
    """The rows of ``core.link``: every pair that counts."""
    return "\nUNION ALL\n".join(f"SELECT * FROM {pair_table(link)} WHERE counts" for link in LINKS)


def question_sql() -> str:
    """The rows of ``ops.link_question``: every pair that a person is or was asked about, with where both records stand."""
    selects = "\nUNION ALL\n".join(
        f"SELECT pair.*, pair.counts AS counts_now, child.submission_id, child.source_sheet, child.source_row,\n"
        "    partner.submission_id AS partner_submission_id, partner.source_sheet AS partner_sheet,\n"
        "    partner.source_row AS partner_row\n"
        f"FROM {pair_table(link)} AS pair\n"
        f"LEFT JOIN {source(link.child)} AS child\n"
        f"    ON child.agency_code = pair.agency_code AND {key_sql(TABLES[link.child], 'child')} = pair.child_key\n"
        f"LEFT JOIN {source(link.partner)} AS partner ON partner.agency_code = pair.partner_agency_code\n"
        f"    AND {key_sql(TABLES[link.partner], 'partner')} = pair.partner_key\n"
        "WHERE pair.reason IS NOT NULL"
        for link in LINKS
    )
    return f"SELECT * FROM (\n{selects}\n) AS question ORDER BY link_name, event_date DESC, question_id"


def filled_views() -> dict[str, str]:
    """For each child that links fill: the view of its records with the numbers that links say, by name.

    A number that the record names itself stays, unless a person said that it is another one.
    """
    filled: dict[str, list[Link]] = {}
    for link in LINKS:
        if link.fills is not None:
            filled.setdefault(link.child, []).append(link)
    return {
        f"stg.{child.split('.')[1]}__linked": _filled_sql(child, tuple(links))
        for child, links in filled.items()
    }


def _filled_sql(child: str, links: tuple[Link, ...]) -> str:
    columns, joins = [], []
    for number, link in enumerate(links):
        mine, key = f"link_{number}", key_sql(TABLES[child], "record")
        columns.append(
            f"CASE WHEN {mine}.found IS NOT NULL THEN {mine}.found"
            f" WHEN coalesce({mine}.is_denied, false) THEN NULL ELSE record.{link.fills} END AS {link.fills}"
        )
        joins.append(
            "LEFT JOIN (SELECT agency_code, child_key,\n"
            "    arg_min(partner_key, (precedence, partner_date, partner_key)) FILTER (is_current) AS found,\n"
            f"    bool_or(answer = '{NOT_SAME}' AND rule = '{link.rules[0].name}') AS is_denied\n"
            f"    FROM {pair_table(link)} GROUP BY ALL) AS {mine}\n"
            f"ON {mine}.agency_code = record.agency_code AND {mine}.child_key = {key}"
        )
    lines = "\n".join(joins)
    return f"SELECT record.* REPLACE ({', '.join(columns)}) FROM {source(child)} AS record\n{lines}"


def fact_link_sql() -> str:
    """The rows of ``mart.fact_link``: one per child and link, with that link's two columns filled."""
    selects = "\nUNION ALL BY NAME\n".join(_fact_sql(link) for link in LINKS)
    return (
        "-- A row is one record that could belong to a record at another step, for one link.\n"
        "-- Eligible: it names the other's number, or was found by another rule.\n"
        f"-- Left out: duplicate, void and test calls.\n{selects}"
    )


def _fact_sql(link: Link) -> str:
    names = f"child.{link.rules[0].child_column} IS NOT NULL"
    key = key_sql(TABLES[link.child], "child")
    return (
        f"SELECT child.agency_code, child.{link.event}::DATE AS event_date, '{link.name}' AS link_name,\n"
        f"    {names} OR pair.child_key IS NOT NULL AS eligible_if_{link.name},\n"
        f"    pair.child_key IS NOT NULL AS linked_if_{link.name},\n"
        "    child.submission_id, child.source_sheet, child.source_row\n"
        f"FROM {source(link.child)} AS child\n"
        f"LEFT JOIN (SELECT DISTINCT agency_code, child_key FROM {pair_table(link)} WHERE is_current) AS pair\n"
        f"ON pair.agency_code = child.agency_code AND pair.child_key = {key}\nWHERE {link.where}"
    )


def match_rate_sql() -> str:
    """The rows of ``ops.match_rate``: one link for one agency and month."""
    own = {
        asked: " ".join(f"WHEN '{link.name}' THEN {asked}_if_{link.name}" for link in LINKS)
        for asked in ("linked", "eligible")
    }
    return (
        "SELECT link_name, agency_code, date_trunc('month', event_date)::DATE AS month,\n"
        f"    count(*) FILTER (CASE link_name {own['linked']} END) AS linked,\n"
        f"    count(*) FILTER (CASE link_name {own['eligible']} END) AS eligible\n"
        "FROM mart.fact_link WHERE event_date IS NOT NULL GROUP BY ALL ORDER BY link_name, agency_code, month"
    )
