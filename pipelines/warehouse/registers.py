"""The tables of the coordinator's registers: each register is a core table of the same grain, and published as a view.

Registers speak of roles, texts and dates and count nobody; what survivors said is counted apart, with its minimum.
"""

from __future__ import annotations

from pipelines.metadata import TABLES
from pipelines.metadata.classes import Table
from pipelines.metadata.registers import REGISTERS
from pipelines.metadata.tables.adaptation import FINDING
from pipelines.metadata.tables.policy import PRACTICE_RESPONSE
from pipelines.metadata.tables.survivors import SURVIVOR_SURVEY_RESPONSE

REGISTER_TABLES: tuple[str, ...] = tuple(name for register in REGISTERS for name in register.feeds)
"""Core tables of all registers, in the order in which a team comes to need them."""

_COUNTED_APART = {SURVIVOR_SURVEY_RESPONSE.full_name, "core.consultation_event", "core.consultation_theme"}
# Who may read what of these differs: a finding is the director's alone until the day on which it is shared, and a rating of
# case review goes with the tally.
_BY_AUDIENCE = {FINDING.full_name, PRACTICE_RESPONSE.full_name}
PUBLISHED_REGISTERS: tuple[str, ...] = tuple(
    f"pub.{TABLES[name].name}" for name in REGISTER_TABLES if name not in _COUNTED_APART | _BY_AUDIENCE
)
"""Registers that reports may read as they are, whoever they are for."""


_THAT_COUNT = {"pub.decision": "core.decision_standing WHERE not_counted_check_id IS NULL"}
"""Registers of which some rows do not count, by their published view."""
_PROVENANCE = ("submission_id", "source_sheet", "source_row")


def published_register(full_name: str) -> Table:
    """The declaration of a published register: its core table without sheet and row."""
    table = TABLES[full_name.replace("pub.", "core.", 1)]
    fields = tuple(field for field in table.fields if field.name not in _PROVENANCE)
    return Table("pub", table.name, table.grain, table.key, fields)


def register_sql(full_name: str) -> str | None:
    """The query of a register's core table or of its published view; None for any other table."""
    if full_name in REGISTER_TABLES:
        return f"SELECT * FROM stg.{TABLES[full_name].name}__latest"
    if full_name in PUBLISHED_REGISTERS:
        table = published_register(full_name)
        names = ", ".join(field.name for field in table.fields)
        rows = _THAT_COUNT.get(full_name, f"core.{table.name}")
        left_out = "Nothing is" if full_name not in _THAT_COUNT else "What does not count is"
        return (
            f"-- One row is {table.grain}, as the coordinator wrote it last. {left_out} left out.\n"
            f"SELECT {names} FROM {rows}"
        )
    return None
