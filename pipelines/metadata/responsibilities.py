"""What a coordinator is responsible for, row by row, and what has to be asked of it: each validation with the checks that ask.

Templates and sheets of each row stand in ``docs/responsibilities.md``, which a test holds against this list.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

DUTY, STEP = "Responsibilities", "Steps of the assessment"
CORE, SUPPORTIVE = "core", "supportive"


@dataclass(frozen=True)
class Responsibility:
    """One row: its part and number, whether the product stands on it, and each validation with the ids of its checks.

    A row that is asked nothing of its own gathers those below it.
    """

    part: str
    ref: str
    level: str
    validations: Mapping[str, tuple[str, ...]]


def _row(part: str, ref: str, level: str, **validations: str) -> Responsibility:
    return Responsibility(
        part,
        ref,
        level,
        {words.replace("_", " "): tuple(ids.split()) for words, ids in validations.items()},
    )


RESPONSIBILITIES: tuple[Responsibility, ...] = (
    _row(
        DUTY, "1", CORE,
        signed_has_a_day="row_signed_date_missing",
        ends_after_it_was_signed="row_times_out_of_order",
        partner_maps_to_an_agency="row_partner_agency_missing cross_agency_without_partner",
        annex_before_files="row_annex_date_missing cross_annex_not_signed file_annex_missing file_annex_missing_told",
        renewal="cross_agreement_ends_soon cross_agreement_ended cross_agreement_not_signed",
        datasets_agreed="cross_dataset_not_agreed",
    ),
    _row(DUTY, "1a", SUPPORTIVE, no_private_contact="privacy_value_found"),
    _row(DUTY, "1b", SUPPORTIVE, every_area_has_a_partner="cross_area_without_partner"),
    _row(
        DUTY, "2", SUPPORTIVE,
        lead_advocate_practitioner="cross_group_without_lead cross_group_without_advocate cross_group_without_practitioner",
        size="cross_group_size",
    ),
    _row(DUTY, "3", CORE, plan_is_complete="cross_practices_not_planned"),
    _row(
        DUTY, "3a", CORE,
        sequence="cross_map_sequence cross_map_step_missing",
        forms_are_in_the_source_book="cross_reference_unknown cross_document_replaced",
        four_attributes="row_step_attribute_missing",
    ),
    _row(
        DUTY, "3b", CORE,
        number_stands_once="row_same_key_twice",
        days_in_order="row_times_out_of_order",
        review_due="row_review_due_missing",
        step="cross_document_without_step cross_code_unknown",
        version="row_version_missing",
        broken_references="cross_reference_unknown cross_document_replaced",
    ),
    _row(DUTY, "3c", SUPPORTIVE, two_kinds_of_evidence="cross_plan_on_few_kinds"),
    _row(
        DUTY, "3c.i", CORE,
        status_on_the_list="cell_unknown_code",
        document_and_section="row_status_without_document row_policy_document_missing row_policy_section_missing",
        reasons="row_conflict_rationale_missing row_not_applicable_reason_missing",
        second_reviewer_differs="row_same_reviewer_twice",
        all_answered="cross_practices_unanswered",
    ),
    _row(
        DUTY, "3c.ii", CORE,
        outcome_on_the_list="cell_unknown_code",
        reason_of_unknown="row_review_reason_missing",
        no_identifiers="privacy_value_found privacy_finer_than_quarter",
        quota="cross_review_few_records cross_review_stratum",
    ),
    _row(
        DUTY, "3c.iii", SUPPORTIVE,
        no_names="privacy_value_found",
        day_and_shift="row_required_missing row_shift_missing",
        elements="row_elements_missing",
    ),
    _row(DUTY, "3c.iv", SUPPORTIVE, roles_only="privacy_value_found", topics_coded="row_topics_missing cross_code_unknown"),
    _row(
        DUTY, "3d", SUPPORTIVE,
        have_asked_refused="cell_unknown_code row_required_missing",
        asked_day="row_asked_date_missing",
        document="row_material_document_missing",
    ),
    _row(
        DUTY, "3e", SUPPORTIVE,
        overlaps="cross_activities_overlap",
        past_due="cross_activity_past",
        contact_role="row_contact_missing",
    ),
    _row(
        DUTY, "3f", CORE,
        day_group_element="row_required_missing row_meeting_missing row_evidence_missing",
        evidence="cross_evidence_unknown cross_conclusion_on_one_kind cross_conclusion_before_meeting",
        no_identifiers="privacy_value_found",
    ),
    _row(DUTY, "4", CORE, linked="cross_reference_unknown"),
    _row(
        DUTY, "4a", CORE,
        element="row_required_missing cross_reference_unknown",
        current_text="row_current_text_missing",
        survivors_and_disparity="row_survivor_impact_missing row_disparity_missing",
    ),
    _row(DUTY, "4b", CORE, reviews_in_time="cross_review_missing cross_review_late cross_review_before_recommendation"),
    _row(
        DUTY, "4c", CORE,
        decision_on_the_list="cell_unknown_code",
        final_text="row_final_text_missing",
        in_force_after_decision="row_effective_date_missing row_times_out_of_order",
        owner="row_owner_missing",
        after_its_recommendation="cross_decision_before_recommendation cross_decision_without_recommendation",
    ),
    _row(DUTY, "4d", SUPPORTIVE, day_and_group="row_required_missing", no_identifiers="privacy_value_found"),
    _row(DUTY, "5", CORE, linked="cross_reference_unknown"),
    _row(DUTY, "5a", SUPPORTIVE, liaison_of_each_agency="cross_agency_without_liaison"),
    _row(DUTY, "5a.i", SUPPORTIVE, head_was_asked="cross_director_not_consulted"),
    _row(DUTY, "5a.ii", SUPPORTIVE, orientation_in_sixty_days="cross_orientation_missing"),
    _row(
        DUTY, "5b", CORE,
        planned_before_in_force="cross_milestone_after_effect cross_milestone_before_decision",
        owner="row_owner_missing",
        evidence="row_evidence_document_missing row_done_date_missing",
    ),
    _row(DUTY, "5b.i", CORE, requirement_has_a_field="row_data_field_missing cross_data_field_unknown table_field_often_blank"),
    _row(DUTY, "5b.ii", CORE, new_in_and_old_out="row_evidence_document_missing cross_document_replaced cross_old_document_in_use"),
    _row(
        DUTY, "5b.iii", CORE,
        layout_fits="sheet_layout_mismatch",
        codes_are_known="cell_unknown_code table_codes_unmapped history_unknown_codes",
    ),
    _row(DUTY, "5c", SUPPORTIVE, owner="row_owner_missing"),
    _row(
        DUTY, "5c.i", SUPPORTIVE,
        attendance="row_attended_over_invited row_attended_over_capacity row_number_below_zero",
        scores="row_score_out_of_range",
    ),
    _row(
        DUTY, "5c.ii", SUPPORTIVE,
        approved_before_its_day="row_approval_missing row_times_out_of_order",
        figures_approved="cross_edition_not_approved",
    ),
    _row(DUTY, "5d", CORE, period_complete="table_period_partial row_edition_missing", quorum="cross_meeting_too_few"),
    _row(DUTY, "5d.i", CORE, match_and_blank_rates="history_links_low table_field_often_blank"),
    _row(DUTY, "5d.ii", CORE, closed_after_measured="row_closed_not_remeasured row_owner_missing row_times_out_of_order"),
    _row(DUTY, "6", CORE, release_is_approved="cross_edition_not_approved privacy_wave_too_small"),
    _row(DUTY, "6a", SUPPORTIVE, who_leads="row_advocate_led_missing"),
    _row(
        DUTY, "6b", CORE,
        consent="privacy_consent_missing privacy_words_not_redacted row_consent_process_missing",
        no_identifiers="privacy_value_found",
        wave_only="privacy_finer_than_quarter",
        minimum="privacy_wave_too_small privacy_wave_grew_by_few",
        scores="row_score_out_of_range",
    ),
    _row(DUTY, "6c", SUPPORTIVE, host="row_host_missing", themes_coded="cross_code_unknown"),
    _row(STEP, "1", CORE, sequence="cross_map_sequence cross_map_step_missing"),
    _row(STEP, "1a", CORE, every_pair_has_a_link="row_step_attribute_missing history_links_low"),
    _row(STEP, "1b", SUPPORTIVE, forms="cross_reference_unknown cross_document_without_step cross_form_not_on_map"),
    _row(STEP, "1c", CORE, totals_only="privacy_advocacy_rows row_step_attribute_missing"),
    _row(STEP, "1d", CORE, risk_at_each_step="row_step_attribute_missing table_field_often_blank"),
    _row(STEP, "2", CORE, references="cross_reference_unknown cross_document_replaced"),
    _row(STEP, "3", CORE, exports="sheet_layout_mismatch table_cells_unreadable history_rows_count"),
    _row(STEP, "4", CORE, consent="row_consent_process_missing privacy_words_not_redacted"),
    _row(STEP, "5", CORE, documents="row_status_without_document row_policy_document_missing", all_answered="cross_practices_unanswered"),
    _row(STEP, "6", CORE, reasons="row_review_reason_missing", quota="cross_review_few_records cross_review_stratum"),
    _row(STEP, "7", SUPPORTIVE, shift_and_elements="row_shift_missing row_elements_missing"),
    _row(STEP, "8", SUPPORTIVE, topics="row_topics_missing cross_code_unknown"),
    _row(STEP, "9", SUPPORTIVE, edition_is_named="row_edition_missing"),
    _row(STEP, "10", CORE, cross_references="cross_reference_unknown cross_evidence_unknown cross_decision_before_recommendation "
        "cross_decision_without_recommendation"),
)  # fmt: skip
"""The rows marked core or supportive; what stays human work has no row."""
