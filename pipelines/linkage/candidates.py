"""Pairs of records that share a number, by each rule of a link in turn; which of them count stands in ``links.py``."""

from __future__ import annotations

from pipelines.metadata import DATASETS, TABLES
from pipelines.metadata.classes import Dataset, Table
from pipelines.metadata.links import EARLIER, Link, LinkRule

# Calls are read as core keeps them: without the marks of duplicates and tests there is nothing to leave out.
_AS_CORE = ("core.call",)


def source(full_name: str) -> str:
    """Where a table's records are read, before links fill anything in."""
    return full_name if full_name in _AS_CORE else f"stg.{full_name.split('.')[1]}__latest"


def key_sql(table: Table, alias: str) -> str:
    """The key of a record as one text: nearly always its own number, with what else tells it apart."""
    return " || '|' || ".join(f"{alias}.{name}" for name in table.key if name != "agency_code")


def dataset_of(full_name: str) -> Dataset:
    """The dataset whose rows make a table."""
    return next(dataset for dataset in DATASETS.values() if full_name in dataset.feeds)


def candidates_sql(link: Link) -> str:
    """Common tables ``child``, ``partner``, ``candidate`` and ``best``: one row per pair, under its first rule."""
    rules = [_rule_sql(link, rule, number) for number, rule in enumerate(link.rules, start=1)]
    told = [
        f"({number}, '{rule.name}', {str(rule.is_direct).lower()}, false, {str(rule.may_differ).lower()})"
        for number, rule in enumerate(link.rules, start=1)
    ]
    if link.rules[0].child_column not in TABLES[link.child].key:
        rules.append(_earlier_sql(link, link.rules[0], len(link.rules) + 1))
        told.append(f"({len(rules)}, '{link.rules[0].name}{EARLIER}', false, true, true)")
    union = "\nUNION ALL\n".join(rules)
    child_columns = _columns("child", [rule.child_column for rule in link.rules])
    for number, rule in enumerate(link.rules, start=1):
        if rule.unless is not None:
            child_columns += f", coalesce({rule.unless}, false) AS is_barred_{number}"
    partner_columns = _columns("partner", [rule.partner_column for rule in link.rules])
    return f"""child AS (
    SELECT child.agency_code, {key_sql(TABLES[link.child], "child")} AS child_key, child.{link.event}::DATE AS event_date,
        child.{link.rules[0].child_column} IS NOT NULL AS names_number, {child_columns}
    FROM {source(link.child)} AS child WHERE {link.where}
),
partner AS (
    SELECT partner.agency_code, {key_sql(TABLES[link.partner], "partner")} AS partner_key,
        partner.{link.partner_event}::DATE AS partner_date, {partner_columns}
    FROM {source(link.partner)} AS partner
),
candidate AS (
{union}
),
rule AS (
    SELECT * FROM (VALUES {", ".join(told)}) AS r (precedence, rule, is_direct, is_earlier, may_differ)
),
pair AS (
    SELECT agency_code, child_key, event_date, names_number, partner_agency_code, partner_key, partner_date,
        min(precedence) AS precedence, count(*) AS rules_count
    FROM candidate
    GROUP BY ALL
),
best AS (
    SELECT pair.*, rule.* EXCLUDE (precedence),
        'Q-' || translate(
            left(sha256(concat_ws('|', '{link.name}', agency_code, child_key, partner_agency_code, partner_key)), 12),
            '0123456789abcdef', 'GHJKMNPQRSTVWXYZ'
        ) AS question_id
    FROM pair INNER JOIN rule USING (precedence)
)"""


def _columns(alias: str, names: list[str]) -> str:
    return ", ".join(f"{alias}.{name} AS {name}" for name in dict.fromkeys(names))


_PAIR = (
    "child.agency_code, child.child_key, child.event_date, child.names_number,\n"
    "    partner.agency_code AS partner_agency_code, partner.partner_key, partner.partner_date"
)


def _rule_sql(link: Link, rule: LinkRule, precedence: int) -> str:
    """The pairs of one rule, each once: by way of a third record a pair may be found more than once."""
    joins = f"INNER JOIN partner ON partner.{rule.partner_column} = child.{rule.child_column}"
    if rule.through is not None:
        third = rule.through
        joins = (
            f"INNER JOIN {source(third.table)} AS third ON third.{third.enters} = child.{rule.child_column}\n"
            f"INNER JOIN partner ON partner.{rule.partner_column} = third.{third.leaves}"
        )
    once = "DISTINCT " if rule.through is not None else ""
    where = f"\nWHERE NOT child.is_barred_{precedence}" if rule.unless is not None else ""
    return f"SELECT {once}{_PAIR}, {precedence} AS precedence\nFROM child {joins}{where}"


def _earlier_sql(link: Link, rule: LinkRule, precedence: int) -> str:
    """Numbers that a child named before its last one, as a case that was refiled or bound over."""
    dataset, table = dataset_of(link.child), TABLES[link.child]
    key = key_sql(table, "record")
    return (
        f"SELECT DISTINCT {_PAIR}, {precedence} AS precedence\n"
        f"FROM child INNER JOIN stg.{dataset.name}__ordered AS record\n"
        f"    ON record.agency_code = child.agency_code AND {key} = child.child_key\n"
        f"    AND record.{rule.child_column} <> child.{rule.child_column}\n"
        f"INNER JOIN partner ON partner.{rule.partner_column} = record.{rule.child_column}"
    )
