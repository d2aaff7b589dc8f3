"""The code lists: good codes, the words people read, and the spellings that real exports use for them.

One module per part of the case. What only one agency writes belongs to its layout or to
``inputs/site/codes``, and words for a missing value ("N/A", "NULL") to the layout, not here.
"""

from __future__ import annotations

from functools import cache
from itertools import chain

from pipelines.metadata.classes import CodeList
from pipelines.metadata.code_lists.calls import CALLS
from pipelines.metadata.code_lists.common import COMMON
from pipelines.metadata.code_lists.court import COURT
from pipelines.metadata.code_lists.custody import CUSTODY
from pipelines.metadata.code_lists.findings import FINDINGS
from pipelines.metadata.code_lists.offenses import OFFENSES
from pipelines.metadata.code_lists.orders import ORDERS
from pipelines.metadata.code_lists.patrol import PATROL
from pipelines.metadata.code_lists.policy import POLICY
from pipelines.metadata.code_lists.probation import PROBATION
from pipelines.metadata.code_lists.prosecution import PROSECUTION
from pipelines.metadata.code_lists.registers import REGISTERS
from pipelines.metadata.code_lists.results import RESULTS
from pipelines.metadata.code_lists.sentences import SENTENCES
from pipelines.metadata.code_lists.survivors import SURVIVORS
from pipelines.metadata.code_lists.team_work import TEAM_WORK

CODE_LISTS: dict[str, CodeList] = {
    code_list.name: code_list
    for code_list in chain(
        COMMON,
        CALLS,
        PATROL,
        OFFENSES,
        CUSTODY,
        PROSECUTION,
        COURT,
        SENTENCES,
        ORDERS,
        PROBATION,
        SURVIVORS,
        POLICY,
        REGISTERS,
        TEAM_WORK,
        FINDINGS,
        RESULTS,
    )
}
"""Every code list by its name."""


@cache
def _lookup(list_name: str) -> dict[str, str]:
    table: dict[str, str] = {}
    for code in CODE_LISTS[list_name].codes:
        for words in (code.code, code.label, *code.spellings):
            folded = words.strip().casefold()
            if table.setdefault(folded, code.code) != code.code:
                raise ValueError(f"{list_name}: {words!r} means two codes")
    return table


def lookup(list_name: str) -> dict[str, str]:
    """Every known way to write a code of ``list_name``, casefolded, with the code it means.

    Codes, labels and spellings all count, so that a cell picked from a template's drop-down reads back.

    Raises:
        KeyError: there is no such list.
        ValueError: a label is also a way to write another code.
    """
    return dict(_lookup(list_name))


__all__ = ["CODE_LISTS", "lookup"]
