"""The groups of people whose outcomes are compared, each with the group that others stand beside."""

from __future__ import annotations

from pipelines.metadata.classes import Group

DEFENDANT = (Group("defendant_sex", "sex_gender", "M"), Group("defendant_race", "race", "W"))
