"""Code lists of NIBRS: offenses, weapons, injuries, relationships, arrest types, exceptional clearance.

The codes are those of the FBI; what else patrol records stands in ``patrol.py``.
"""

from __future__ import annotations

from pipelines.metadata.classes import Code, CodeList

# NIBRS has more offenses than these. Besides those typical of domestic violence the frequent ones stand here,
# because the most serious offense of such a report may be a theft or a drug crime.
_OFFENSE = CodeList(
    "nibrs_offense",
    "Offense codes of NIBRS. The group says against what the crime is directed; group B offenses have no such kind.",
    (
        Code("09A", "Murder", ("9A", "Murder and nonnegligent manslaughter"), "person"),
        Code("09B", "Negligent manslaughter", ("9B", "Manslaughter by negligence"), "person"),
        Code("100", "Kidnapping or abduction", ("Kidnapping", "Kidnapping/Abduction", "Abduction"), "person"),
        Code("11A", "Rape", (), "person"),
        Code("11B", "Sodomy", (), "person"),
        Code("11C", "Sexual assault with an object", (), "person"),
        Code("11D", "Fondling", ("Criminal sexual contact", "Forcible fondling"), "person"),
        Code("13A", "Aggravated assault", ("Agg Assault", "Aggravated Battery"), "person"),
        Code("13B", "Simple assault", ("Assault, simple", "Simple Battery"), "person"),
        Code("13C", "Intimidation, with stalking and threats", ("Intimidation", "Stalking"), "person"),
        Code("36A", "Incest", (), "person"),
        Code("36B", "Statutory rape", (), "person"),
        Code("64A", "Human trafficking, commercial sex acts", (), "person"),
        Code("120", "Robbery", (), "property"),
        Code("200", "Arson", (), "property"),
        Code("210", "Extortion", ("Extortion/Blackmail", "Blackmail"), "property"),
        Code("220", "Burglary", ("Burglary/Breaking & Entering", "Breaking and entering"), "property"),
        Code("23F", "Theft from a motor vehicle", (), "property"),
        Code("23H", "All other theft", ("All other larceny",), "property"),
        Code("240", "Motor vehicle theft", (), "property"),
        Code("250", "Forgery", ("Counterfeiting/Forgery",), "property"),
        Code("26A", "Fraud by false pretenses", (), "property"),
        Code("26F", "Identity theft", (), "property"),
        Code(
            "290",
            "Damage or vandalism of property",
            ("Vandalism", "Criminal damage", "Destruction/Damage/Vandalism of Property", "Criminal mischief"),
            "property",
        ),
        Code("35A", "Drug offense", ("Drug/Narcotic Violations",), "society"),
        Code("35B", "Drug equipment", ("Drug Equipment Violations",), "society"),
        Code("370", "Obscene material", ("Pornography/Obscene Material",), "society"),
        Code("520", "Weapon law violation", ("Weapon Law Violations", "Weapons violation"), "society"),
        Code("720", "Animal cruelty", ("Cruelty to animals",), "society"),
        Code("90C", "Disorderly conduct", ("Disorderly", "Breach of peace"), "group_b"),
        Code("90D", "Driving under the influence", ("DUI", "DWI"), "group_b"),
        Code("90E", "Drunkenness", ("Public intoxication",), "group_b"),
        Code(
            "90F",
            "Family offense without violence",
            ("Family Offenses, Nonviolent", "Family offense, nonviolent"),
            "group_b",
        ),
        Code("90G", "Liquor law violation", ("Liquor Law Violations",), "group_b"),
        Code("90J", "Trespass", ("Trespass of Real Property", "Trespassing", "Criminal trespass"), "group_b"),
        # A violation of a protection order has no code of its own in NIBRS: the statute tells it apart.
        Code("90Z", "All other offenses", ("All other",), "group_b"),
    ),
)

_WEAPON = CodeList(
    "nibrs_weapon",
    "Weapon or force involved; the group firearm holds codes 11 to 15.",
    (
        Code("11", "Firearm of unstated type", ("11A", "Firearm", "Gun"), "firearm"),
        Code("12", "Handgun", ("12A", "Pistol", "Revolver"), "firearm"),
        Code("13", "Rifle", ("13A",), "firearm"),
        Code("14", "Shotgun", ("14A",), "firearm"),
        Code("15", "Other firearm", ("15A",), "firearm"),
        Code(
            "20",
            "Knife or cutting instrument",
            ("Knife", "Knife/Cutting Instrument", "Cutting instrument"),
            "other",
        ),
        Code("30", "Blunt object", ("Blunt", "Club", "Hammer"), "other"),
        Code("35", "Motor vehicle", ("Vehicle", "Motor vehicle/vessel"), "other"),
        Code(
            "40",
            "Personal weapons: hands, fists, feet",
            ("Personal weapons", "Hands", "Hands/Fists/Feet", "Hands, fists, feet", "Fists"),
            "other",
        ),
        Code("50", "Poison", (), "other"),
        Code("60", "Explosives", ("Explosive",), "other"),
        Code("65", "Fire or incendiary device", ("Fire", "Fire/Incendiary Device"), "other"),
        Code("70", "Drugs or sleeping pills", ("Drugs", "Drugs/Narcotics/Sleeping Pills"), "other"),
        Code(
            "85",
            "Asphyxiation, including strangulation",
            ("Asphyxiation", "Strangulation", "Suffocation"),
            "asphyxiation",
        ),
        Code("90", "Other weapon", ("Other",), "other"),
        Code("95", "Weapon unknown", ("Unknown", "Unk", "U"), "unknown"),
        Code("99", "No weapon", ("None", "No"), "none"),
    ),
)

_INJURY = CodeList(
    "nibrs_injury",
    "Most serious injury of a victim. NIBRS has no code for unknown: U is unconsciousness.",
    (
        Code("N", "No injury", ("None",), "none"),
        Code("M", "Minor injury", ("Minor", "Apparent minor injury"), "minor"),
        Code("B", "Broken bones", ("Broken bone", "Apparent broken bones"), "major"),
        Code("I", "Internal injury", ("Internal", "Possible internal injury"), "major"),
        Code("L", "Severe laceration", ("Laceration",), "major"),
        Code("T", "Loss of teeth", ("Teeth",), "major"),
        Code("U", "Unconsciousness", ("Unconscious",), "major"),
        Code("O", "Other major injury", ("Major", "Other major"), "major"),
    ),
)

# Foster relations (FC, FP) count as family: sources differ, and household laws usually cover them.
# NIBRS has no code for parents of a child in common; XR keeps them among the intimate partners.
_RELATIONSHIP = CodeList(
    "nibrs_relationship",
    "What the victim is to the suspect.",
    (
        Code("SE", "Spouse", ("Husband", "Wife", "Married", "Victim was spouse"), "ipv"),
        Code(
            "CS",
            "Common-law spouse",
            ("Common law spouse", "Common law", "Victim was common-law spouse"),
            "ipv",
        ),
        Code(
            "XS",
            "Former spouse",
            ("Ex-spouse", "Ex spouse", "Ex-husband", "Ex-wife", "Divorced", "Victim was ex-spouse"),
            "ipv",
        ),
        Code(
            "BG",
            "Boyfriend or girlfriend",
            (
                "Boyfriend/Girlfriend",
                "Boyfriend",
                "Girlfriend",
                "Dating",
                "Dating partner",
                "Homosexual relationship",
                "HR",
                "Victim was boyfriend/girlfriend",
            ),
            "ipv",
        ),
        Code(
            "XR",
            "Former boyfriend or girlfriend",
            (
                "Ex-relationship",
                "Ex-boyfriend/girlfriend",
                "Ex-boyfriend/ex-girlfriend",
                "Ex-boyfriend",
                "Ex-girlfriend",
                "Ex boyfriend",
                "Ex girlfriend",
                "Former dating",
                "Former dating partner",
                "Child in common",
                "Victim was in an ex-relationship",
                "Ex-relationship (ex-boyfriend/ex-girlfriend)",
            ),
            "ipv",
        ),
        Code("PA", "Parent", ("Mother", "Father", "Victim was parent"), "family"),
        Code("SB", "Sibling", ("Brother", "Sister", "Brother/Sister", "Victim was sibling"), "family"),
        Code("CH", "Child", ("Son", "Daughter", "Victim was child"), "family"),
        Code("GP", "Grandparent", ("Grandmother", "Grandfather", "Victim was grandparent"), "family"),
        Code("GC", "Grandchild", ("Grandson", "Granddaughter", "Victim was grandchild"), "family"),
        Code("IL", "In-law", ("In law", "Inlaw", "Victim was in-law"), "family"),
        Code("SP", "Stepparent", ("Step-parent", "Step parent", "Victim was stepparent"), "family"),
        Code("SC", "Stepchild", ("Step-child", "Step child", "Victim was stepchild"), "family"),
        Code("SS", "Stepsibling", ("Step-sibling", "Step sibling", "Victim was stepsibling"), "family"),
        Code(
            "OF",
            "Other family member",
            ("Other family", "Family", "Relative", "Other relative", "Victim was other family member"),
            "family",
        ),
        Code(
            "CF",
            "Child of boyfriend or girlfriend",
            ("Child of boyfriend/girlfriend", "Victim was child of boyfriend/girlfriend"),
            "family",
        ),
        Code("FC", "Foster child", (), "family"),
        Code("FP", "Foster parent", (), "family"),
        Code("AQ", "Acquaintance", ("Victim was acquaintance",), "known"),
        Code("FR", "Friend", ("Victim was friend",), "known"),
        Code("NE", "Neighbor", ("Neighbour", "Victim was neighbor"), "known"),
        Code("BE", "Child in the suspect's care", ("Babysittee", "Victim was babysittee"), "known"),
        Code("EE", "Employee", ("Victim was employee",), "known"),
        Code("ER", "Employer", ("Victim was employer",), "known"),
        Code("OK", "Otherwise known", ("Other known", "Victim was otherwise known"), "known"),
        Code(
            "CO",
            "Cohabitant, not intimate",
            ("Roommate", "Housemate", "Non-intimate cohabitant", "Cohabitant (non-intimate relationship)"),
            "known",
        ),
        Code("ST", "Stranger", ("Victim was stranger",), "stranger"),
        # Check such incidents for dual arrest.
        Code("VO", "Each was reported as victim and as suspect", ("Victim was offender",), "mutual"),
        Code("RU", "Relationship unknown", ("Unknown", "Unk", "Unk.", "U"), "unknown"),
    ),
)

_ARREST_TYPE = CodeList(
    "arrest_type",
    "How a person was arrested.",
    (
        Code("O", "On-view arrest", ("On-view", "On view", "Onview")),
        Code(
            "S", "Summoned or cited", ("Summoned/Cited", "Summoned", "Cited", "Summons", "Citation", "Cite")
        ),
        Code("T", "Taken into custody", ("TIC", "Custody", "Taken in custody")),
    ),
)

_EXCEPTIONAL_CLEARANCE = CodeList(
    "exceptional_clearance",
    "Why a case was cleared without an arrest. A high share of D is a warning about victim engagement.",
    (
        Code("A", "Death of the suspect", ("Death of offender", "Offender deceased")),
        Code("B", "Prosecution declined", ("Prosecution declined (other than lack of probable cause)",)),
        Code("C", "In custody elsewhere", ("In custody of other jurisdiction", "Extradition denied")),
        Code(
            "D",
            "Victim did not want to go on",
            ("Victim refused to cooperate", "Victim refused to cooperate with the prosecution"),
        ),
        Code("E", "Juvenile, no custody", ("Juvenile", "Juvenile/no custody")),
        Code("N", "Not cleared exceptionally", ("Not applicable",)),
    ),
)

OFFENSES: tuple[CodeList, ...] = (
    _OFFENSE,
    _WEAPON,
    _INJURY,
    _RELATIONSHIP,
    _ARREST_TYPE,
    _EXCEPTIONAL_CLEARANCE,
)
"""Lists of NIBRS."""
