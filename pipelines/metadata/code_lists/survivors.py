"""Code lists of what survivors and advocates tell: totals, survey answers, consultations, themes.

Only totals and waves come here, so no list describes a single person's services.
"""

from __future__ import annotations

from pipelines.metadata.classes import Code, CodeList

SURVIVORS: tuple[CodeList, ...] = (
    CodeList(
        "advocacy_measure",
        "What a program's monthly total counts.",
        (
            Code("persons_served_new", "New people served", ("New clients served", "New persons served")),
            Code(
                "persons_served_total",
                "People served",
                ("Total clients served", "Total persons served", "Clients served"),
            ),
            Code(
                "air_notifications_received",
                "Notifications received from police",
                ("AIR notifications", "AIR notifications received"),
            ),
            Code(
                "air_contact_attempted",
                "Notifications with contact attempted",
                ("AIR contact attempted", "AIR attempts"),
            ),
            Code(
                "air_contact_reached",
                "Notifications with the person reached",
                ("AIR contact reached", "AIR reached"),
            ),
            Code(
                "air_services_accepted",
                "People reached who accepted services",
                ("AIR services accepted", "AIR accepted"),
            ),
            Code(
                "crisis_line_contacts",
                "Crisis line contacts",
                ("Hotline calls", "Crisis calls", "Crisis line calls"),
            ),
            Code("shelter_nights", "Nights in shelter", ("Bed nights", "Shelter bed nights")),
            Code(
                "shelter_requests_unmet",
                "Requests for shelter not met",
                ("Unmet shelter requests", "Shelter turnaways"),
            ),
            Code("shelter_requests", "Requests for shelter", ("Shelter requests", "Requests for a bed")),
            Code("court_accompaniments", "Court accompaniments", ("Court accompaniment",)),
            Code(
                "po_assistance",
                "Help with protection orders",
                ("Protection order assistance", "PO assistance"),
            ),
            Code("safety_planning_sessions", "Safety planning sessions", ("Safety planning", "Safety plans")),
            Code(
                "lap_hotline_calls",
                "Hotline calls after a lethality screen",
                ("LAP hotline calls", "LAP calls"),
            ),
            Code(
                "lap_in_service",
                "People in services after a lethality screen",
                ("LAP in service", "LAP went in for services"),
            ),
            Code("persons_lep", "People with limited English served", ("LEP persons served", "LEP clients")),
            Code("persons_unserved", "People not served", ("Persons unserved", "Unserved")),
        ),
    ),
    CodeList(
        "advocacy_breakdown",
        "By what a program splits a total, where it judged that safe.",
        (
            Code("none", "Not split", ("Total", "All")),
            Code("age_band", "Age", ("Age group", "Age band")),
            Code("race_ethnicity", "Race and ethnicity", ("Race/ethnicity", "Race")),
            Code("gender", "Gender", ("Sex", "Sex/gender")),
            Code("language_group", "Language", ("Primary language", "Language group")),
            Code("disability", "Disability", ("Disability status",)),
            Code("area", "Area", ("District", "County area")),
        ),
    ),
    CodeList(
        "survey_mode",
        "How a survey was answered.",
        (
            Code("paper", "On paper", ("Paper form",)),
            Code("online_kiosk", "Online or at a kiosk", ("Online", "Kiosk", "Web", "Tablet")),
            Code("phone_by_advocate", "By phone with an advocate", ("Phone", "Telephone")),
            Code("focus_group_poll", "Poll in a focus group", ("Focus group", "Poll")),
        ),
    ),
    CodeList(
        "survivor_step",
        "Which part of the response an answer is about.",
        (
            Code("911", "911", ("Emergency call", "911 call")),
            Code("police", "Police", ("Officers", "Law enforcement")),
            Code("prosecutor", "Prosecutor", ("Prosecution", "Prosecutor's office")),
            Code("court", "Court", ("Judge",)),
            Code("probation", "Probation", ("Probation officer",)),
            Code("advocate", "Advocate", ("Advocates", "Advocacy")),
        ),
    ),
    CodeList(
        "survivor_item",
        "Statements scored from 1 (strongly disagree) to 5 (strongly agree), for each step.",
        (
            Code("respect", "I was treated with respect"),
            Code("listened", "I was listened to"),
            Code("told_next", "I was told what would happen next"),
            Code("asked_danger", "I was asked about danger and about what had happened before"),
            Code("access", "My language and access needs were met"),
            Code("less_alone", "I felt less alone in dealing with the person who hurt me"),
            Code("wishes", "My wishes were considered"),
            Code("no_more_danger", "The contact did not put me in more danger"),
        ),
    ),
    CodeList(
        "survivor_score",
        "How far a person agrees with a statement.",
        (
            Code("1", "Strongly disagree", ("SD",)),
            Code("2", "Disagree", ("D",)),
            Code("3", "Neither agree nor disagree", ("Neutral", "Neither")),
            Code("4", "Agree", ("A",)),
            Code("5", "Strongly agree", ("SA",)),
        ),
    ),
    CodeList(
        "felt_safer",
        "Whether the contact made a person safer.",
        (
            Code("safer", "Safer", ("Felt safer", "More safe")),
            Code("same", "About the same", ("No change", "Same as before")),
            Code("less_safe", "Less safe", ("Felt less safe",)),
            Code("unsure", "Not sure", ("Unsure", "Don't know")),
        ),
    ),
    CodeList(
        "would_use_again",
        "Whether a person would ask for this help again.",
        (
            Code("yes", "Yes", ("Y",)),
            Code("no", "No", ("N",)),
            Code("unsure", "Not sure", ("Unsure", "Maybe", "Don't know")),
        ),
    ),
    CodeList(
        "survivor_theme",
        "Themes that survivors and community organizations raise, so that no story needs to be kept.",
        (
            Code("not_told_of_release", "Not knowing when a person is released"),
            Code("not_told_next_steps", "Not being told what happens next"),
            Code("not_listened_to", "Not being listened to or believed"),
            Code("treated_without_respect", "Being treated without respect"),
            Code("fear_of_arrest", "Fear of being arrested oneself"),
            Code("fear_of_retaliation", "Fear of retaliation after speaking"),
            Code("children_concerns", "Concern about the children"),
            Code("language_access", "Help in one's own language"),
            Code("disability_access", "Access with a disability"),
            Code("immigration_concerns", "Concern about immigration status"),
            Code("race_or_culture", "Being treated differently because of race or culture"),
            Code("firearms_concerns", "Firearms that were not taken"),
            Code("slow_response", "Help that came late"),
            Code("orders_not_enforced", "Orders that were not enforced"),
            Code("pressure_about_case", "Pressure about taking part in the case"),
            Code("money_and_housing", "Money and housing"),
            Code("good_experience", "Help that worked well"),
            Code("other", "Another theme"),
        ),
    ),
    CodeList(
        "event_kind",
        "How survivors or community organizations were consulted.",
        (
            Code("focus_group", "Focus group", ("Focus groups",)),
            Code("listening_session", "Listening session", ("Listening circle", "Discussion circle")),
            Code("interview_series", "Series of interviews", ("Interviews",)),
            Code("survey_wave", "Survey wave", ("Survey",)),
            Code(
                "cbo_consultation",
                "Consultation of a community organization",
                ("Community organization", "CBO"),
            ),
        ),
    ),
)
"""Lists of advocacy totals, surveys and consultations."""
