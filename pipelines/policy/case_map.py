"""The case-processing map: its lanes, what is missing at a step, and the measure that tells a step's volume.

Pure: steps come in as they stand in the coordinator's register. How the map is drawn stands in ``reports``.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise

LANES = {
    "ecc": "911",
    "patrol": "Police",
    "investigation": "Police",
    "sheriff_jail": "Sheriff",
    "warrants_civil": "Sheriff",
    "pretrial": "Pretrial",
    "prosecution": "Prosecution",
    "victim_witness": "Victim/witness",
    "court": "Court",
    "probation": "Probation",
    "advocacy": "Advocacy",
    "cross_agency": "All agencies",
}
ALONGSIDE = (
    "advocacy",
    "victim_notice",
    "protection_order",
)  # they run beside the case, from its start to its end
VOLUMES = {
    "call_911": "M001",
    "patrol_response": "M020",
    "booking": "M060",
    "pretrial_release": "M063",
    "referral": "M080",
    "charging": "M100",
    "case_outcome": "M101",
    "sentence": "M114",
    "probation_intake": "M130",
    "violation_hearing": "M136",
    "discharge": "M141",
    "advocacy": "M152",
    "protection_order": "M118",
}
"""The measure whose base, or count, is a step's volume."""
LINK, ADVOCATE, RISK, FORMS, FORM, ORDER = "link", "advocate", "risk", "forms", "form", "order"


@dataclass(frozen=True)
class Step:
    """One step as the coordinator wrote it; empty text is a blank cell."""

    step_id: str
    area: str
    name: str
    sequence: int
    link_to_next: str
    forms: tuple[str, ...]
    advocate_link: str
    risk_assessment: str
    gap_note: str

    @property
    def is_alongside(self) -> bool:
        """Whether the step runs beside the case."""
        return self.step_id in ALONGSIDE


@dataclass(frozen=True)
class Missing:
    """Something that a step lacks: which kind, and in words."""

    step_id: str
    kind: str
    words: str


def lane_of(step: Step) -> str:
    """Whose step it is, in a word or two."""
    return LANES.get(step.area, step.area)


def in_order(steps: Sequence[Step]) -> list[Step]:
    """The steps in the order of the map, those that run beside the case last."""
    return sorted(steps, key=lambda s: (s.is_alongside, s.sequence, s.step_id))


def rows_of_map(steps: Sequence[Step], widest: int) -> list[tuple[str, list[Step]]]:
    """The rows of the drawn map: neighbours of one lane together, at most ``widest`` in a row."""
    found: list[tuple[str, list[Step]]] = []
    main = [step for step in in_order(steps) if not step.is_alongside]
    for lane, group in groupby(main, key=lane_of):
        together = list(group)
        for first in range(0, len(together), widest):
            part = together[first : first + widest]
            if found and len(found[-1][1]) + len(part) <= widest:
                name, before = found[-1]
                lanes = name if lane in name.split(", ") else f"{name}, {lane}"
                found[-1] = lanes, [*before, *part]
            else:
                found.append((lane, part))
    beside = [step for step in in_order(steps) if step.is_alongside]
    if beside:
        found.append(("Beside the case", beside))
    return found


def missing_of(steps: Sequence[Step], documents: Collection[str]) -> list[Missing]:
    """Everything that the map lacks, step by step; ``documents`` are those that the source book has.

    The last step of the case needs no link to a next one.
    """
    found: list[Missing] = []
    ordered = in_order(steps)
    main = [step for step in ordered if not step.is_alongside]
    known = {document.upper() for document in documents}
    after = {before.step_id: following for before, following in pairwise(main)}
    for step in ordered:
        following = after.get(step.step_id)
        if not step.link_to_next and following is not None:
            found.append(
                Missing(step.step_id, LINK, f"Nothing says how {step.name} is linked to {following.name}.")
            )
        if not step.advocate_link:
            found.append(Missing(step.step_id, ADVOCATE, "No link of the victim with an advocate."))
        if not step.risk_assessment:
            found.append(Missing(step.step_id, RISK, "Nothing says how risk and danger are assessed."))
        if not step.forms:
            found.append(Missing(step.step_id, FORMS, "No form is named."))
        found += [
            Missing(step.step_id, FORM, f"{form} is not in the source book.")
            for form in step.forms
            if form.upper() not in known
        ]
        if following is not None and following.sequence != step.sequence + 1:
            between = f"{step.sequence} and {following.sequence}"
            found.append(Missing(step.step_id, ORDER, f"The numbers of the steps jump between {between}."))
    return found
