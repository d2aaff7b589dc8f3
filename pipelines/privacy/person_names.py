"""How people's names look: common given names and surnames of the United States, and the shapes they stand in.

Only words and patterns (RE2, so that they run over whole columns) live here. Names that are also colours, places or
ordinary words count only beside another name, or "White" in a column of race would be taken for a person.
"""

from __future__ import annotations


def _words(text: str) -> list[str]:
    return text.split()


_GIVEN = _words(
    "james john robert michael william david richard joseph thomas charles christopher daniel matthew anthony donald "
    "steven paul andrew joshua kenneth kevin brian george edward ronald timothy jason jeffrey ryan jacob gary nicholas eric "
    "jonathan stephen larry justin scott brandon benjamin samuel gregory alexander patrick raymond dennis jerry tyler aaron "
    "jose adam nathan henry zachary douglas peter kyle noah ethan jeremy walter keith roger terry sean gerald carl harold "
    "dylan arthur lawrence jesse bryan billy bruce gabriel joe logan alan juan albert willie elijah wayne randy vincent "
    "mason roy ralph bobby russell bradley philip eugene luis carlos miguel antonio manuel francisco ricardo pedro jorge "
    "fernando rafael roberto diego sergio mario eduardo marcus derek travis shane darryl tyrone jamal deshawn malik andre "
    "terrence lamar mohammed muhammad ahmed ali hassan ibrahim omar abdi hussein mary patricia jennifer linda elizabeth "
    "barbara susan jessica sarah karen lisa nancy betty sandra margaret ashley kimberly emily donna michelle carol amanda "
    "melissa deborah stephanie rebecca sharon laura cynthia dorothy amy kathleen angela shirley emma brenda pamela nicole "
    "anna samantha katherine christine debra rachel carolyn janet maria olivia heather helen catherine diane julie joyce "
    "victoria ruth lauren kelly christina joan evelyn judith andrea hannah megan cheryl jacqueline martha gloria teresa ann "
    "anne sara janice jean alice madison kathryn abigail julia judy sophia isabella theresa beverly denise marilyn amber "
    "danielle brittany diana jane natalie lori tiffany alexis kayla tanya latoya keisha aisha fatima guadalupe rosa carmen "
    "ana juana lucia sofia gabriela alejandra leticia yolanda esperanza ximena mei ling thanh minh"
)
_GIVEN_ALSO_WORDS = _words(
    "mark frank jack grant dean chase grace hope faith april june august dawn rose jordan austin dale glen rich art will "
    "bill ray max eli ada gus lou kit fay jo bo cy dee ina nan ola pim virginia georgia charlotte savannah christian angel "
    "jesus dakota sierra crystal summer"
)
_SURNAMES = _words(
    "smith johnson williams jones garcia miller davis rodriguez martinez hernandez lopez gonzalez gonzales wilson anderson "
    "taylor moore perez thompson harris sanchez clark ramirez lewis robinson walker wright torres nguyen flores nelson rivera "
    "campbell mitchell roberts gomez phillips evans diaz edwards collins reyes stewart morris morales murphy rogers gutierrez "
    "ortiz peterson bailey kelly howard ramos kim cox richardson watson chavez bennett mendoza ruiz hughes alvarez castillo "
    "patel myers sanders jimenez foster powell jenkins perry russell sullivan henderson gonzales coleman butler simmons barnes "
    "fisher vasquez simpson romero jordan patterson alexander hamilton graham reynolds griffin wallace moreno tran hayes bryant "
    "herrera gibson ellis medina aguilar stevens murray castro wagner sims nguyen hoang olson schmidt larson carlson hansen "
    "yang vang xiong ahmed mohamed hassan doe o'brien o'connor mcdonald macdonald schneider weber keller meyer schultz hoffman"
)
_SURNAMES_ALSO_WORDS = _words(
    "brown white black green gray king hill young lee hall allen adams baker carter parker turner jackson martin thomas scott "
    "cruz long price wood woods bell ward brooks cook reed stone rice west ford wells hunt holmes day lane marshall mason "
    "hunter warren fox rose spencer owens washington jefferson lincoln"
)


def _any(words: list[str]) -> str:
    return "|".join(dict.fromkeys(words))


_GIVEN_ALL = _any(_GIVEN + _GIVEN_ALSO_WORDS)
_SURNAME_ALL = _any(_SURNAMES + _SURNAMES_ALSO_WORDS)
_START, _END = r"(?:^|[^a-z0-9'’])", r"(?:$|[^a-z'’])"
_INITIAL = r"(?:[a-z]\.? )?"

# One of these is enough: a surname and a given name side by side, of which at least one is nothing but a name.
PERSON = (
    rf"(?i){_START}(?:"
    rf"(?:{_any(_SURNAMES)}),? ?(?:jr|sr|ii|iii)?\.?,? (?:{_GIVEN_ALL})"
    rf"|(?:{_SURNAME_ALL})(?: (?:jr|sr|ii|iii)\.?)?, ?(?:{_any(_GIVEN)})"
    rf"|(?:{_GIVEN_ALL}) {_INITIAL}(?:{_any(_SURNAMES)})"
    rf"|(?:{_any(_GIVEN)}) {_INITIAL}(?:{_SURNAME_ALL})"
    rf"){_END}"
)
# In notes and remarks: a form of address, or an initial, before a name.
ADDRESSED = (
    r"(?:^|[^A-Za-z])(?:(?i:mr|mrs|ms|miss)\.? +[A-Z][A-Za-z'’-]{2,}"
    rf"|(?i:officer|ofc|deputy|dep|det|detective|sgt|sergeant|lt|judge|hon|victim|vic|suspect|defendant|client)\.? +"
    rf"(?i:{_SURNAME_ALL}|{_any(_GIVEN)})|[A-Z]\. ?(?i:{_any(_SURNAMES)})){_END}"
)

# Months that are given names too, beside a year: "No incidents to report, April 2025" names nobody.
MONTH_AND_YEAR = r"(?i)\b(?:april|may|june|august)[ ,.]*(?:19|20)\d{2}\b"

# Months that are given names, and grants, before nothing but words of reports: "June totals", "April to date",
# "Grant summary". A word that is also somebody's surname (case, page, Sunday, Friday, March) proves nothing and is not
# listed, so "June Sunday" and "April March" stay suspected: a person who is missed is worse than a title that is doubted.
_OF_REPORTS = _words(
    "total totals subtotal subtotals report reports reporting summary summaries data figures numbers counts statistics stats "
    "monthly weekly daily yearly annual quarterly quarter month months week weeks weekend year ytd mtd overall combined "
    "preliminary revised corrected updated final export exports records entries rows sheet tab overview average averages "
    "calls incidents arrests bookings releases charges filings referrals dispositions sentences warrants orders violations "
    "cases reviews interviews meeting meetings training trainings only to and through thru until date "
    "january february july september october november december jan feb apr jun jul aug sep sept oct nov dec "
    "monday tuesday wednesday thursday saturday mondays tuesdays wednesdays thursdays fridays saturdays sundays "
    "application applications award awards funded funding funds budget deadline"
)
NO_PERSON = rf"(?i)^(?:april|june|august|summer|grant)(?:[ ,.&/-]+(?:{_any(_OF_REPORTS)}))+[ .:]*$"

# Shapes of a cell that is a name as a whole; a column is one of names by the share of its cells.
LAST_FIRST = rf"(?i)^[a-z'’ .-]{{2,40}}, *(?:{_GIVEN_ALL})(?:[ .,].{{0,20}})?$"
FIRST_LAST = (
    rf"(?i)^(?:{_GIVEN_ALL}) (?:[a-z]\.? |[a-z'’-]{{2,15}} )?[a-z'’-]{{2,25}}(?:,? (?:jr|sr|ii|iii)\.?)?$"
)
SINGLE = rf"(?i)^(?:{_any(_GIVEN)}|{_any(_SURNAMES)})$"
# Any word, a comma and a word in capitals: names that are in no list; it needs some that are.
SHAPED = r"^[A-Z][A-Za-z'’-]{1,25}(?: (?:Jr|JR|Sr|SR|II|III)\.?)?, ?[A-Z][A-Za-z'’-]{0,20}(?: [A-Z]\.?)?$"
CASE_OF_SOMEBODY = rf"(?i){_START}(?:{_SURNAME_ALL}|{_any(_GIVEN)}),? +(?:v|vs)\.? +[a-z]|[a-z]\.? +(?:v|vs)\.? +(?:{_any(_SURNAMES)}|{_any(_GIVEN)}){_END}"
