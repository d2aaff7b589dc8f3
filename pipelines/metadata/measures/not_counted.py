"""Measures of the field's catalogue that are not counted yet, each with what is missing.

A test holds this list and the definitions together: every id of the catalogue is in one of the two.
"""

from __future__ import annotations

NOT_COUNTED: dict[str, str] = {
    "M010": "No location is kept; the agency would have to send the count itself.",
    "M011": "No export says whether an abandoned call was followed up.",
    "M012": "No export says which callers needed an interpreter.",
    "M029": "No export says whether the victim spoke with the hotline.",
    "M043": "No export says in which incidents both people used force.",
    "M047": "No export says whether a firearm was removed, or on which ground.",
    "M048": "No export says in which incidents an order was violated with probable cause.",
    "M049": "The investigation file says it; its fact is not made yet.",
    "M062": "Needs the first appearance linked to the booking; few bookings name the court case.",
    "M067": "Needs the day of the hearing; the pretrial file does not have it.",
    "M073": "A snapshot with a base of its own; recalled and expired warrants have no day of ending.",
    "M092": "Needs both referrals of one dual arrest told apart from other referrals of the incident.",
    "M109": "A snapshot with a base of its own; shares of snapshots are not counted yet.",
    "M110": "Cases disposed of and cases filed are two facts; a share counts one.",
    "M111": "An average per case and not a share; averages are not counted yet.",
    "M120": "Only granted petitions have a day of decision.",
    "M131": "No export says how many officers have a caseload.",
    "M133": "The risk tool has no day.",
    "M142": "Needs a person's number across agencies, which is off.",
    "M153": "Programs send unmet requests and not all requests.",
    "M154": "Survivors' answers are not read yet.",
    "M155": "Survivors' answers are not read yet.",
    "M156": "Survivors' answers are not read yet.",
    "M162": "Rate ratios stand in pub.rate_ratio for filing, conviction, dismissal, jail and revocation; arrest, dual"
    " arrest and hold are missing.",
    "M163": "The population by group is not in the settings.",
    "M164": "Needs victims' groups at each step; reports hold them, the facts do not yet.",
    "M172": "Stands in pub.policy_practice by element; it is not a measure with periods yet.",
    "M175": "The register of recommendations is not read yet.",
    "M176": "The register of training is not read yet.",
    "M177": "The register of findings is not read yet.",
    "M178": "The register of consultations is not read yet.",
}
