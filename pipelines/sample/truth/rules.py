"""Which columns of which fact make each measure: the numerators and denominators, said a second time.

The columns are made in ``police.py``, ``custody.py``, ``cases.py``, ``supervision.py`` and ``work.py``; counting stands in
``cube.py``.
"""

from __future__ import annotations

from pipelines.sample.truth.case_rules import CASE_RULES
from pipelines.sample.truth.police_rules import POLICE_RULES
from pipelines.sample.truth.rule_shapes import Rule
from pipelines.sample.truth.team import TEAM_RULES

RULES: tuple[Rule, ...] = (*POLICE_RULES, *CASE_RULES, *TEAM_RULES)
