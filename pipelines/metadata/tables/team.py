"""Core tables of who works together: partners and their agreements, groups and seats, meetings, training, events.

Roles and titles only: names of directors and liaisons live outside the warehouse.
"""

from __future__ import annotations

from pipelines.metadata.classes import Table
from pipelines.metadata.fields import PROVENANCE, amount, code, count, day, ref, refs, text, yes_no
from pipelines.metadata.tables.policy import AGENCY_CODE

EVENT_ID = text("event_id", "The event's number in the coordinator's register.")
GROUP_ID = ref("group_id", "core.work_group.group_id", "The group, by its number.")

PARTNER = Table(
    "core",
    "partner",
    "one partner and its memorandum of understanding",
    ("partner_id",),
    (
        text("partner_id", "The partner's number."),
        text("organization", "The organization."),
        AGENCY_CODE,
        code("partner_kind", "partner_kind", "What kind of partner."),
        code("participation_status", "participation_status", "Whether it takes part."),
        text("director_role", "The title of its head."),
        text("liaison_role", "The title of its liaison."),
        code("mou_status", "mou_status", "Where the memorandum stands."),
        day("mou_signed_date", "When it was signed."),
        day("mou_expires_date", "When it ends."),
        yes_no("data_sharing_annex", "It has a data annex."),
        day("data_annex_signed_date", "When the annex was signed."),
        refs("datasets_agreed", "ops.dataset.dataset", "Datasets agreed, separated by semicolons."),
        refs(
            "roles", "list:partner_role", "What the partner agreed to do, as codes separated by semicolons."
        ),
        text("roles_summary", "Roles and responsibilities in short."),
        day("director_consulted_date", "When the head was asked who should serve on the team."),
        text("concern", "What holds the partner back, without names."),
        text("next_step", "What happens next."),
        day("last_contact_date", "The last contact."),
        *PROVENANCE,
    ),
)

WORK_GROUP = Table(
    "core",
    "work_group",
    "one team or work group",
    ("group_id",),
    (
        text("group_id", "The group's number."),
        text("title", "What the group is called."),
        code("meeting_group", "meeting_group", "What kind of group."),
        refs("areas", "list:agency_area", "The agency areas it works on, separated by semicolons."),
        text("purpose", "What it is for."),
        day("formed_date", "Since when."),
        day("closed_date", "Until when; blank while it works."),
        *PROVENANCE,
    ),
)

TEAM_MEMBER = Table(
    "core",
    "team_member",
    "one seat in one group, by role; never a name",
    ("member_id",),
    (
        text("member_id", "The seat's number."),
        GROUP_ID,
        AGENCY_CODE,
        text("organization", "The organization, where it is none of the site's agencies."),
        text("member_role", "The title of whoever holds the seat."),
        code("seat", "team_seat", "What the seat is for."),
        day("joined_date", "Since when."),
        day("left_date", "Until when; blank while it is held."),
        *PROVENANCE,
    ),
)

MEETING = Table(
    "core",
    "meeting",
    "one meeting",
    ("meeting_id",),
    (
        text("meeting_id", "The meeting's number."),
        code("meeting_group", "meeting_group", "Which kind of group met."),
        GROUP_ID,
        day("meeting_date", "When."),
        refs("agencies_present", "ops.agency.agency_code", "Agency codes, separated by semicolons."),
        count("attendance_n", "How many came.", "people"),
        text("chair_role", "The role that led the meeting."),
        yes_no("advocate_led", "An advocate led it or set its agenda."),
        text("edition_label", "The edition of the workbooks that was looked at."),
        text("agenda", "The agenda."),
        text("discussion_summary", "What was discussed, without names."),
        text("action_items", "What follows, by number: decisions, recommendations, findings."),
        day("next_meeting_date", "The next meeting."),
        *PROVENANCE,
    ),
)

TRAINING_EVENT = Table(
    "core",
    "training_event",
    "one training, for one agency and target group; totals only",
    ("event_id", "agency_code", "target_group"),
    (
        EVENT_ID,
        text("title", "The training's title."),
        code("training_kind", "training_kind", "What kind of training."),
        day("held_date", "When."),
        amount("hours", "hours", "How long."),
        AGENCY_CODE,
        code("target_group", "target_group", "For whom."),
        count("target_n", "People in the target group at that agency.", "people"),
        count("capacity_n", "Places.", "people"),
        count("invited_n", "Invited.", "people"),
        count("attended_n", "Attended.", "people"),
        count("completed_test_n", "Completed the test.", "people"),
        amount("avg_pre", "percent", "The average score before, out of 100."),
        amount("avg_post", "percent", "The average score after, out of 100."),
        amount("cost_usd", "USD", "What it cost."),
        *PROVENANCE,
    ),
)

PUBLIC_EVENT = Table(
    "core",
    "public_event",
    "one press release, launch or community event",
    ("event_id",),
    (
        EVENT_ID,
        code("public_event_kind", "public_event_kind", "What kind of event."),
        text("title", "What it is called."),
        day("planned_date", "When."),
        text("audience", "For whom."),
        text("owner_role", "The role that owns it."),
        text("edition_label", "The edition that its figures come from."),
        day("directors_approved_date", "When the directors approved it."),
        day("advocate_approved_date", "When the Blueprint advocate approved it."),
        code("status", "public_event_status", "Where it stands."),
        *PROVENANCE,
    ),
)

RELEASE_REVIEW = Table(
    "core",
    "release_review",
    "what one role said of one draft of a quarterly edition before its release",
    ("edition_label", "draft_ref", "reviewer_role"),
    (
        text("edition_label", "The quarter of the edition, for example 2026-Q1."),
        text("draft_ref", "The number of the draft, as its page for the reviewer prints it."),
        code("reviewer_role", "release_role", "The role that reviewed it."),
        day("reviewed_on_date", "When."),
        code("verdict", "release_verdict", "What the reviewer says."),
        yes_no("gaps_accepted", "The gaps in the data that the draft names are accepted."),
        text("comment", "The comment, without names."),
        *PROVENANCE,
    ),
)

TABLES = (PARTNER, WORK_GROUP, TEAM_MEMBER, MEETING, TRAINING_EVENT, PUBLIC_EVENT, RELEASE_REVIEW)
