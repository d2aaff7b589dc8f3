"""Code lists that several parts of a case share: areas, people, scope, level of an offense.

Relationships, weapons and offenses of NIBRS stand in ``offenses.py``.
"""

from __future__ import annotations

from pipelines.metadata.classes import Code, CodeList

UNKNOWN_SPELLINGS = ("Unk", "Unk.", "U")

COMMON: tuple[CodeList, ...] = (
    CodeList(
        "agency_area",
        "The part of the response an agency is responsible for.",
        (
            Code(
                "ecc",
                "Emergency communications",
                ("911", "Dispatch", "Emergency communications center", "PSAP"),
            ),
            Code("patrol", "Patrol", ("Police", "Law enforcement patrol")),
            Code("investigation", "Investigation", ("Investigations", "Detectives")),
            Code("sheriff_jail", "Sheriff and jail", ("Sheriff", "Jail", "Detention")),
            Code("warrants_civil", "Warrants and civil process", ("Warrants", "Civil process", "Civil")),
            Code("pretrial", "Pretrial services", ("Pretrial release", "Bail evaluation")),
            Code("prosecution", "Prosecution", ("Prosecutor", "District attorney", "State's attorney")),
            Code("victim_witness", "Victim/witness services", ("Victim witness", "Victim services")),
            Code("court", "Court", ("Courts", "Bench", "Court administration")),
            Code("probation", "Probation", ("Community supervision", "Community corrections")),
            Code("advocacy", "Community advocacy", ("Advocates", "Advocacy program")),
            Code("coordinator", "Blueprint coordinator", ("Coordination",)),
            Code("cross_agency", "All agencies together", ("Cross-agency", "Interagency")),
        ),
    ),
    CodeList(
        "jurisdiction_kind",
        "What an agency belongs to.",
        (
            Code("county", "County", ("Parish",)),
            Code("city", "City", ("Municipal", "Town")),
            Code("tribe", "Tribe", ("Tribal",)),
        ),
    ),
    CodeList(
        "dv_scope",
        "Whether the people involved are or were intimate partners.",
        (
            Code("ipv", "Intimate partner violence", ("Intimate partner", "Partner")),
            Code(
                "fv_non_ipv",
                "Family violence, not intimate partners",
                ("Family", "Family violence", "Non-IPV"),
            ),
            Code("unknown", "Unknown", UNKNOWN_SPELLINGS),
        ),
    ),
    CodeList(
        "offense_level",
        "How serious the law says an offense is.",
        (
            Code("felony", "Felony", ("F", "FEL", "Felonies")),
            Code(
                "gross_misdemeanor",
                "Gross misdemeanor",
                ("GM", "Gross Misd", "Gross Misd.", "Aggravated misdemeanor"),
            ),
            Code("misdemeanor", "Misdemeanor", ("M", "MISD", "Misd.", "MIS", "Misdemeanour")),
            Code("infraction", "Infraction", ("I", "INF", "Petty misdemeanor", "Petty offense", "Violation")),
            Code("none", "No offense level", ("No charge",)),
            Code("unknown", "Unknown", UNKNOWN_SPELLINGS),
        ),
    ),
    CodeList(
        "party_role",
        "A person's part in an incident; both means that the report names the person on both sides.",
        (
            Code("victim", "Victim", ("V", "VIC", "Vict")),
            Code("suspect", "Suspect", ("S", "SUS", "Susp", "Offender", "Arrestee")),
            Code("both", "Both victim and suspect", ("B", "Victim/Suspect", "Victim/Offender", "Mutual")),
        ),
    ),
    CodeList(
        "age_band",
        "Age in years at the event, in bands.",
        (
            Code(
                "0-17", "Under 18", ("<18", "0 - 17", "0\N{EN DASH}17", "0 to 17", "Juvenile", "17 and under")
            ),
            Code("18-24", "18 to 24", ("18 - 24", "18\N{EN DASH}24")),
            Code("25-34", "25 to 34", ("25 - 34", "25\N{EN DASH}34")),
            Code("35-44", "35 to 44", ("35 - 44", "35\N{EN DASH}44")),
            Code("45-54", "45 to 54", ("45 - 54", "45\N{EN DASH}54")),
            Code("55-64", "55 to 64", ("55 - 64", "55\N{EN DASH}64")),
            Code(
                "65+",
                "65 and over",
                ("65 +", "65 or over", "65 or older", "65 and older", ">64", "65 and up"),
            ),
            Code("unknown", "Age unknown", ("Unknown", *UNKNOWN_SPELLINGS)),
        ),
    ),
    CodeList(
        "sex_gender",
        "Sex or gender as the agency recorded it.",
        (
            Code("F", "Female", ("Fem", "Woman", "Women", "Girl")),
            Code("M", "Male", ("Man", "Men", "Boy")),
            Code("X", "Another gender", ("Nonbinary", "Non-binary", "Non Binary", "Other", "Another")),
            Code("unknown", "Sex unknown", ("Unknown", "Unknown Gender", "Unknown Sex", *UNKNOWN_SPELLINGS)),
        ),
    ),
    # "Hispanic" in a race column says nothing about race: NIBRS counts it as race unknown, ethnicity Hispanic.
    CodeList(
        "race",
        "Race as NIBRS counts it, with two additions a site may use.",
        (
            Code(
                "W",
                "White",
                (
                    "Caucasian",
                    "White Hispanic",
                    "White, Hispanic",
                    "White (Hispanic)",
                    "White [Hispanic or Latino]",
                    "White Non-Hispanic",
                    "White, Non-Hispanic",
                    "White (Non-Hispanic)",
                ),
            ),
            Code(
                "B",
                "Black or African American",
                (
                    "Black",
                    "African American",
                    "African-American",
                    "Black/African American",
                    "Black Non-Hispanic",
                    "Black, Non-Hispanic",
                    "Black (Non-Hispanic)",
                    "Black Hispanic",
                    "Black, Hispanic",
                    "Black (Hispanic)",
                ),
            ),
            Code(
                "I",
                "American Indian or Alaska Native",
                (
                    "American Indian",
                    "Native American",
                    "American Indian/Alaska Native",
                    "American Indian/Alaskan Native",
                    "Indigenous",
                    "AI/AN",
                ),
            ),
            Code("A", "Asian", ("Asian American",)),
            Code(
                "P",
                "Native Hawaiian or other Pacific Islander",
                (
                    "Pacific Islander",
                    "Native Hawaiian",
                    "Native Hawaiian/Pacific Islander",
                    "Hawaiian/Pacific Islander",
                    "NHPI",
                    "NH/PI",
                ),
            ),
            Code(
                "multiple",
                "More than one race",
                ("Multiracial", "Multi-racial", "Biracial", "Two or more races", "Multiple races", "Mixed"),
            ),
            Code("other", "Another race", ("O", "Oth", "Other race", "Some other race")),
            Code(
                "U",
                "Race unknown",
                ("Unknown", "Unk", "Unk.", "Hispanic", "Hispanic or Latino", "Latino", "H"),
            ),
        ),
    ),
    CodeList(
        "ethnicity",
        "Ethnicity as NIBRS counts it.",
        (
            Code(
                "H",
                "Hispanic or Latino",
                (
                    "Hispanic",
                    "Latino",
                    "Latina",
                    "Latinx",
                    "Hispanic/Latino",
                    "Hispanic Origin",
                    "Of Hispanic Origin",
                    "White [Hispanic or Latino]",
                    "White/Black [Hispanic or Latino]",
                    "White Hispanic",
                    "White, Hispanic",
                    "White (Hispanic)",
                    "Black Hispanic",
                    "Black, Hispanic",
                    "Black (Hispanic)",
                    "Y",
                    "Yes",
                ),
            ),
            Code(
                "N",
                "Not Hispanic or Latino",
                (
                    "Non-Hispanic",
                    "Not Hispanic",
                    "Non Hispanic",
                    "Not Hispanic/Latino",
                    "Not of Hispanic Origin",
                    "Non-Hispanic/Latino",
                    "NH",
                    "White Non-Hispanic",
                    "White, Non-Hispanic",
                    "White (Non-Hispanic)",
                    "Black Non-Hispanic",
                    "Black, Non-Hispanic",
                    "Black (Non-Hispanic)",
                    "No",
                ),
            ),
            Code("U", "Ethnicity unknown", ("Unknown", "Unk", "Unk.")),
        ),
    ),
    CodeList(
        "race_ethnicity",
        "Race and ethnicity in one group, for tables and for totals that come already joined.",
        (
            Code(
                "hispanic",
                "Hispanic or Latino of any race",
                ("Hispanic or Latino", "Hispanic/Latino", "Latino", "Latina", "Latinx", "H"),
            ),
            Code(
                "white",
                "White, not Hispanic",
                ("White non-Hispanic", "White (non-Hispanic)", "White, non-Hispanic", "W", "Caucasian"),
            ),
            Code(
                "black",
                "Black or African American, not Hispanic",
                (
                    "Black or African American",
                    "African American",
                    "African-American",
                    "Black, non-Hispanic",
                    "Black non-Hispanic",
                    "B",
                ),
            ),
            Code(
                "native",
                "American Indian or Alaska Native",
                ("American Indian", "Native American", "American Indian/Alaska Native", "I"),
            ),
            Code("asian", "Asian", ("A", "Asian American")),
            Code(
                "pacific",
                "Native Hawaiian or other Pacific Islander",
                ("Pacific Islander", "Native Hawaiian", "Native Hawaiian/Pacific Islander", "P"),
            ),
            Code("multiple", "More than one race", ("Multiracial", "Biracial", "Two or more races")),
            Code("other", "Another group", ("O", "Other race")),
            Code("unknown", "Race and ethnicity unknown", ("Unknown", *UNKNOWN_SPELLINGS)),
        ),
    ),
    CodeList(
        "language_group",
        "First language in groups; a site may add groups that are large enough.",
        (
            Code("english", "English", ("EN", "ENG")),
            Code("spanish", "Spanish", ("ES", "SPA", "SP", "Espa\N{LATIN SMALL LETTER N WITH TILDE}ol")),
            Code("other", "Another language", ("Oth", "Other language")),
            Code("unknown", "Language unknown", ("Unknown", *UNKNOWN_SPELLINGS)),
        ),
    ),
)
"""Lists used by more than one part of a case."""
