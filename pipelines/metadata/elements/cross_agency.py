"""Practice elements that hold for all agencies together.

What one agency alone must do stands in the module of its area.
"""

from __future__ import annotations

from pipelines.metadata.classes import Element

CROSS_AGENCY: tuple[Element, ...] = (
    Element(
        element_id="XAG-01",
        agency_area="cross_agency",
        title="Adopt a Blueprint policy and keep a liaison",
        requirement="Each partner agency has adopted its Blueprint policy and keeps a liaison who maintains it.",
        record_measure="Share of partners with an adopted policy, and with a liaison.",
        evidence="EX",
        met_when="The adopted policy is in the source book and the liaison's role is named in the memorandum of understanding.",
        conflict_example=None,
        source="V:S5",
    ),
    Element(
        element_id="XAG-02",
        agency_area="cross_agency",
        title="Pass risk information on at every step",
        requirement="What one agency learns about risk and danger is passed on and can be seen at each later step, from patrol to bail, charging, sentencing and probation.",
        record_measure="Share of sampled cases in which patrol's risk answers are visible at bail, charging, sentencing and probation.",
        evidence="CR",
        met_when="The policies of each step name what is received, what is passed on and by which form or system.",
        conflict_example=None,
        source="V:S2,S28",
    ),
    Element(
        element_id="XAG-03",
        agency_area="cross_agency",
        title="Send data on time and complete",
        requirement="Each agency sends the agreed data on time and with the required fields filled.",
        record_measure="Share of due submissions that came on time; share of required fields left blank.",
        evidence="EX",
        met_when="The data annex names datasets, due days and required fields.",
        conflict_example=None,
        source="V:S5",
    ),
    Element(
        element_id="XAG-04",
        agency_area="cross_agency",
        title="Examine disparity in every review",
        requirement="Every review of policy, cases or statistics asks whether experiences and outcomes differ for over-represented or under-served communities.",
        record_measure="Share of reviews that looked at groups separately.",
        evidence="EX",
        met_when="The review plan requires results by group.",
        conflict_example=None,
        source="V:S1",
    ),
    Element(
        element_id="XAG-05",
        agency_area="cross_agency",
        title="Deliver interagency and agency training",
        requirement="Agencies train their own staff on the Blueprint policies and take part in training together with the other agencies.",
        record_measure="People trained compared with the target.",
        evidence="EX",
        met_when="A training plan names target groups, content and dates.",
        conflict_example=None,
        source="V:S0,S2",
    ),
    Element(
        element_id="XAG-06",
        agency_area="cross_agency",
        title="Give each finding of low compliance an owner and a date",
        requirement="When records show that a practice is not followed often enough, the finding gets an owner, an action and a date, and is closed only after measuring again.",
        record_measure="Share of open findings with an owner; median days until a finding is closed.",
        evidence="EX",
        met_when="The monitoring procedure states who assigns, follows and closes findings.",
        conflict_example=None,
        source="V:S0",
    ),
    Element(
        element_id="XAG-07",
        agency_area="cross_agency",
        title="Bring survivors' voices into every phase",
        requirement="Survivors and those who work with them are consulted in every phase, from assessment to monitoring, and what they say is used.",
        record_measure="Number of consultations in each phase.",
        evidence="EX",
        met_when="The work plan has consultations in each phase and says how results are used.",
        conflict_example=None,
        source="V:S0",
    ),
    Element(
        element_id="XAG-08",
        agency_area="cross_agency",
        title="Adopt the chapters on language access and firearms",
        requirement="Each agency has adopted policy text on language access and on firearms, the two topics added to the Blueprint in 2020.",
        record_measure="Yes or no for each agency and topic.",
        evidence="EX",
        met_when="Both texts are adopted and stand in the source book.",
        conflict_example=None,
        source="V:S24",
    ),
)
"""Elements XAG-01 to XAG-08."""
