"""From the models to what stands on the board, and to the form in which it is frozen."""

from datetime import date

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from institutions.enums import LicenceKind
from yunnan_training.core.models import Appointment
from yunnan_training.core.roles import Role

from ..documents import BoardFacts, QualificationFacts
from ..enums import CheckResult
from ..models import QualificationCheck, TrainingClass

COPIES = {
    LicenceKind.SCHOOL_LICENCE: ("办学许可证号", "办学许可证副本"),
    LicenceKind.PUBLIC_INSTITUTION: ("事业单位法人证书号", "事业单位法人证书副本"),
    LicenceKind.FOUNDING_DECISION: ("设立批文号", "设立批文"),
}


def passed_check(training_class: TrainingClass) -> QualificationCheck:
    return (
        training_class.qualification_checks.filter(result=CheckResult.PASSED)
        .select_related("licence", "checked_by")
        .order_by("-pk")
        .first()
    )


def public_url(training_class: TrainingClass) -> str:
    path = reverse("courses:public_class", kwargs={"number": training_class.number})
    return f"{settings.PUBLIC_BASE_URL}{path}"


def board_facts(training_class: TrainingClass, *, number: str, edition: int, issued_on: date) -> BoardFacts:
    check = passed_check(training_class)
    approved_on = timezone.localtime(training_class.approved_at).date()
    head, delegate = _signatures(training_class, on=approved_on)
    item, county = training_class.catalogue_item, training_class.county
    return BoardFacts(
        number=number,
        version=edition,
        issued_on=issued_on,
        class_title=training_class.name,
        institution_name=training_class.institution.name,
        licence_number=check.licence.number,
        licence_label=COPIES[check.licence.kind][0],
        programme=training_class.get_programme_display(),
        occupation=item.occupation_name,
        level=item.get_level_display() if item.level else "",
        target_group=training_class.target_group,
        trainee_count=training_class.planned_size,
        place=training_class.place,
        starts_on=training_class.start_on,
        ends_on=training_class.end_on,
        total_lessons=training_class.total_lessons,
        support_measures=training_class.support_measures,
        employment_direction=training_class.job_direction,
        approval_office=county.office_name,
        approval_number=training_class.approval_number,
        approved_on=approved_on,
        head_name=head,
        delegate_name=delegate,
        manager_name=training_class.manager_name,
        manager_contact=training_class.manager_phone,
        supervisor_name=training_class.supervisor_name,
        supervisor_contact=training_class.supervisor_phone,
        fund=training_class.get_fund_display(),
        issuing_office=county.office_name,
        county_phone=county.office_phone,
        public_url=public_url(training_class),
    )


def sheet_facts(training_class: TrainingClass) -> QualificationFacts:
    check = passed_check(training_class)
    licence, institution = check.licence, training_class.institution
    label, copy = COPIES[licence.kind]
    return QualificationFacts(
        mark_number=check.mark_number,
        county_office=training_class.county.office_name,
        checker=check.checked_by.full_name,
        checked_on=timezone.localtime(check.checked_at).date(),
        institution_name=institution.name,
        institution_kind=institution.get_kind_display(),
        licence_number=licence.number,
        licence_label=label,
        licence_authority=licence.authority,
        licence_scope="、".join(licence.occupations) or "按证照核准范围",
        valid_until=licence.valid_to,
        class_title=training_class.name,
        occupation=str(training_class.catalogue_item),
        starts_on=training_class.start_on,
        ends_on=training_class.end_on,
        public_url=public_url(training_class),
        copy_name=copy,
    )


def _signatures(training_class: TrainingClass, *, on: date) -> tuple[str, str]:
    """(一把手, delegate or empty): A30, both names are printed when the approval was delegated in writing."""
    heads = (
        Appointment.objects.filter(role=Role.COUNTY_HEAD, region=training_class.county)
        .in_force(on)
        .select_related("user")
        .order_by("-valid_from", "-pk")
    )
    approver = training_class.approved_by
    own = [item.user.full_name for item in heads if not item.delegation]
    delegates = [item.user.full_name for item in heads if item.delegation]
    if approver in delegates and approver not in own:
        return (own[0] if own else "", approver)
    return approver, ""
