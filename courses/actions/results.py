"""How a class ended for each person: result, scores, certificate."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db import IntegrityError, transaction
from django.utils import timezone

from trainees.models import Certificate
from yunnan_training.core import law
from yunnan_training.core.roles import Verb
from yunnan_training.core.workflow import Actor, Refused, Stale, record, require

from ..enums import ClassStatus, EnrolmentStatus, ExamResult
from ..models import Enrolment, TrainingClass
from ..selectors import Rate
from ..workflow import too_seldom_there

Absences = Mapping[int, tuple[Rate, law.Figure]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """What the sheet says about one person. An empty certificate number asks for no certificate."""

    enrolment_id: int
    version: int
    result: str
    theory_score: Decimal | None = None
    practice_score: Decimal | None = None
    certificate_number: str = ""


class RowsRefused(Refused):
    """What is wrong with a sheet, person by person. Nothing of it was saved."""

    def __init__(self, rows: dict[int, list[str]]) -> None:
        super().__init__(f"有{len(rows)}名学员的内容需要修改，全班都没有保存")
        self.rows = rows


@transaction.atomic
def record_sheet(
    training_class: TrainingClass,
    entries: Sequence[Entry],
    *,
    issuer: str = "",
    issued_on: date | None = None,
    by: Actor,
    at: datetime,
) -> int:
    """Results and certificates of the whole class, all or nothing. Rows that say nothing new are passed over.
    Returns how many people's rows changed."""
    require(by, training_class, Verb.RECORD_RESULT)
    people = {row.pk: row for row in training_class.enrolments.filter(status=EnrolmentStatus.ENROLLED)}
    absent = too_seldom_there(training_class)
    wrong: dict[int, list[str]] = {}
    changed = 0
    for entry in entries:
        enrolment = people.get(entry.enrolment_id)
        if enrolment is None:
            raise Refused("名册中没有所填学员，请刷新页面后重试")
        try:
            with transaction.atomic():
                changed += _record_entry(
                    enrolment, entry, issuer=issuer, issued_on=issued_on, absent=absent, by=by, at=at
                )
        except Refused as refused:
            wrong[enrolment.pk] = refused.messages
    if wrong:
        raise RowsRefused(wrong)
    if changed:
        record(
            training_class,
            "results",
            label=f"登记考核结果和证书（{changed}人）",
            by=by,
            at=at,
            source=training_class.status,
        )
    return changed


def _record_entry(
    enrolment: Enrolment,
    entry: Entry,
    *,
    issuer: str,
    issued_on: date | None,
    absent: Absences,
    by: Actor,
    at: datetime,
) -> bool:
    version = entry.version
    new = (entry.result, entry.theory_score, entry.practice_score)
    differs = new != (enrolment.result, enrolment.theory_score, enrolment.practice_score)
    if differs:
        enrolment = record_result(
            enrolment,
            result=entry.result,
            theory_score=entry.theory_score,
            practice_score=entry.practice_score,
            by=by,
            at=at,
            version=version,
            absent=absent,
        )
        version = enrolment.version
    if entry.certificate_number:
        if issued_on is None or not issuer.strip():
            raise Refused("登记证书须在表头填写发证机构和发证日期")
        award_certificate(
            enrolment,
            number=entry.certificate_number,
            issuer=issuer,
            issued_on=issued_on,
            by=by,
            at=at,
            version=version,
        )
    return differs or bool(entry.certificate_number)


@transaction.atomic
def record_result(
    enrolment: Enrolment,
    *,
    result: ExamResult | str,
    theory_score: Decimal | None = None,
    practice_score: Decimal | None = None,
    by: Actor,
    at: datetime,
    version: int | None = None,
    absent: Absences | None = None,
) -> Enrolment:
    """Result of the closing examination; it can be corrected until a certificate hangs on it. `absent`: who was
    there too seldom, where a whole sheet has looked it up."""
    locked = _lock(enrolment, by=by, version=version)
    if absent is None:
        absent = too_seldom_there(locked.training_class, pk=locked.pk)
    scores = (theory_score, practice_score)
    refusals = []
    if locked.status != EnrolmentStatus.ENROLLED:
        refusals.append("该学员已退出本班，不能登记考核结果")
    if locked.training_class.status not in (ClassStatus.IN_TRAINING, ClassStatus.FINISHED):
        refusals.append("开班后才能登记考核结果")
    if result not in ExamResult.values:
        refusals.append("考核结果应为合格、不合格或缺考")
    elif result == ExamResult.PENDING and locked.training_class.status == ClassStatus.FINISHED:
        refusals.append("培训班已结业，考核结果不能改回未登记")
    for label, score in zip(("理论成绩", "实操成绩"), scores, strict=True):
        if score is not None and not Decimal(0) <= score <= Decimal(100):
            refusals.append(f"{label}应在0到100之间")
    if result == ExamResult.ABSENT and any(score is not None for score in scores):
        refusals.append("缺考的学员不能有成绩")
    if result == ExamResult.PASSED and locked.pk in absent:
        rate, least = absent[locked.pk]
        refusals.append(
            f"出勤{rate}，低于结业最低出勤率{least.shown}（{least.source}），不能登记为合格，请核对考勤"
        )
    if locked.certificate_id and result != ExamResult.PASSED:
        refusals.append("已登记证书的学员不能改为不合格")
    if refusals:
        raise Refused(*refusals)
    locked.result = result
    locked.theory_score = theory_score
    locked.practice_score = practice_score
    locked.version += 1
    locked.save()
    return locked


@transaction.atomic
def award_certificate(
    enrolment: Enrolment,
    *,
    number: str,
    issuer: str,
    issued_on: date,
    by: Actor,
    at: datetime,
    version: int | None = None,
) -> Certificate:
    """Register the certificate of a person who passed; kind, level and occupation are the class's own (K08)."""
    locked = _lock(enrolment, by=by, version=version)
    training_class = locked.training_class
    number, issuer = number.strip(), issuer.strip()
    refusals = []
    if locked.result != ExamResult.PASSED:
        refusals.append("考核合格后才能登记证书")
    if locked.certificate_id:
        refusals.append("该学员本班的证书已登记")
    if training_class.status != ClassStatus.FINISHED:
        refusals.append("培训班结业后才能登记证书")
    if issued_on < training_class.end_on:
        refusals.append(f"发证日期不能早于结业日期{training_class.end_on:%Y-%m-%d}")
    if issued_on > timezone.localdate(at):
        refusals.append("发证日期不能晚于今天")
    if not number or not issuer:
        refusals.append("请填写证书编号和发证机构")
    for label, value, field in (("证书编号", number, "number"), ("发证机构", issuer, "issuer")):
        longest = Certificate._meta.get_field(field).max_length
        if len(value) > longest:
            refusals.append(f"{label}最多{longest}个字")
    if refusals:
        raise Refused(*refusals)
    item = training_class.catalogue_item
    try:
        with transaction.atomic():
            certificate = Certificate.objects.create(
                trainee=locked.trainee,
                kind=item.certificate_kind,
                level=item.level,
                occupation_code=item.occupation_code,
                occupation_name=item.occupation_name,
                number=number,
                issuer=issuer,
                issued_on=issued_on,
            )
    except IntegrityError as error:
        if "one_certificate_per_issuer_and_number" not in str(error):
            raise
        raise Refused(f"{issuer}编号为{number}的证书已经登记过，请核对证书编号") from error
    locked.certificate = certificate
    locked.version += 1
    locked.save()
    return certificate


def _lock(enrolment: Enrolment, *, by: Actor, version: int | None) -> Enrolment:
    require(by, enrolment, Verb.RECORD_RESULT)
    locked = (
        Enrolment.objects.select_for_update(of=("self",))
        .select_related("training_class__catalogue_item", "trainee")
        .get(pk=enrolment.pk)
    )
    if version is not None and locked.version != version:
        raise Stale
    return locked
