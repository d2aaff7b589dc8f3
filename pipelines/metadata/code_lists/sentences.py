"""Code lists of sentences.

What happens under supervision stands in ``probation.py``.
"""

from __future__ import annotations

from pipelines.metadata.classes import Code, CodeList
from pipelines.metadata.code_lists.common import UNKNOWN_SPELLINGS

SENTENCES: tuple[CodeList, ...] = (
    CodeList(
        "sentence_type",
        "Kind of sentence; a case counts under the most restrictive one.",
        (
            Code(
                "incarceration",
                "Jail or prison",
                ("Prison", "Jail", "Jail and probation", "Incarcerated", "Confinement"),
            ),
            Code(
                "supervision",
                "Probation or supervision",
                (
                    "Probation",
                    "Court Supervision",
                    "Conditional Discharge",
                    "Community supervision",
                    "Unsupervised probation",
                ),
            ),
            Code(
                "financial_obligations",
                "Fine or other payment",
                ("Fine", "Fines", "Fine only", "Fines and costs", "Restitution", "Costs"),
            ),
            Code("life", "Life in prison", ("Life imprisonment", "Life sentence")),
            Code("death", "Death", ("Death sentence",)),
            Code("other", "Another sentence", ("Oth", "Community service", "Time served")),
            Code("unknown", "Unknown", UNKNOWN_SPELLINGS),
        ),
    ),
    CodeList(
        "probation_kind",
        "What kind of probation was imposed.",
        (
            Code("supervised", "Supervised probation", ("Formal", "Formal probation", "S", "Reporting")),
            Code(
                "unsupervised",
                "Unsupervised probation",
                (
                    "Informal",
                    "Informal probation",
                    "Summary",
                    "Summary probation",
                    "Court probation",
                    "Non-reporting",
                    "U",
                ),
            ),
            Code("none", "No probation", ("N", "No")),
        ),
    ),
    CodeList(
        "sentence_phase",
        "At what point a sentence was given.",
        (
            Code("original", "Original sentence", ("Original Sentencing", "Initial")),
            Code(
                "violation",
                "Sentence after a violation",
                (
                    "Probation Violation Sentencing",
                    "Violation sentencing",
                    "VOP Sentencing",
                    "Probation violation",
                ),
            ),
            Code("amended", "Amended sentence", ("Amended/Corrected Sentencing", "Corrected", "Modified")),
            Code("resentence", "Resentencing", ("Resentenced", "Re-sentenced", "Re-sentence")),
        ),
    ),
)
"""Lists of sentences."""
