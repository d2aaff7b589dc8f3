"""What a site decides about practice: the bands of compliance, when findings are raised, and how many records are read.

The rest of ``site.yaml`` stands in ``model.py``; the rules of findings in ``metadata/finding_rules.py``.
"""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field, model_validator


class Bands(BaseModel):
    """From which share of records a practice is kept or watched, and how many blanks raise a finding.

    Under ``watch_from`` a practice is to be worked on. ``often_blank`` is the share of records in which a field that is
    expected may be blank.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    keep_from: float = Field(default=0.90, gt=0, le=1)
    watch_from: float = Field(default=0.75, gt=0, le=1)
    often_blank: float = Field(default=0.15, gt=0, le=1)

    @model_validator(mode="after")
    def _in_order(self) -> Bands:
        if self.watch_from >= self.keep_from:
            raise ValueError("watch_from must be smaller than keep_from; write shares like 0.75 and 0.9")
        return self


class CaseReview(BaseModel):
    """How the records to read are drawn: the seed, and how many of each kind for an agency and quarter.

    ``all_records`` is for agencies whose records are not told apart by arrest. Where there are fewer, all are read.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    seed: int = Field(default=1, ge=0)
    arrest: int = Field(default=10, ge=0)
    gone_on_arrival: int = Field(default=10, ge=0)
    no_arrest: int = Field(default=10, ge=0)
    dual: int = Field(default=10, ge=0)
    all_records: int = Field(default=10, ge=0)

    def asked(self) -> dict[str, int]:
        """Records to read, by stratum."""
        return self.model_dump(exclude={"seed"})
