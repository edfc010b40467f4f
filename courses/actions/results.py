"""How a class ended for each person: result, scores, certificate."""

from datetime import date, datetime
from decimal import Decimal

from django.db import IntegrityError, transaction
from django.utils import timezone

from trainees.models import Certificate
from yunnan_training.core.roles import Verb
from yunnan_training.core.workflow import Actor, Refused, Stale, require

from ..enums import ClassStatus, ExamResult
from ..models import Enrolment


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
) -> Enrolment:
    """Result of the closing examination; it can be corrected until a certificate hangs on it."""
    locked = _lock(enrolment, by=by, version=version)
    refusals = []
    if locked.training_class.status not in (ClassStatus.IN_TRAINING, ClassStatus.FINISHED):
        refusals.append("开班后才能登记考核结果")
    if result not in ExamResult.values:
        refusals.append("考核结果应为合格、不合格或缺考")
    for label, score in (("理论成绩", theory_score), ("实操成绩", practice_score)):
        if score is not None and not Decimal(0) <= score <= Decimal(100):
            refusals.append(f"{label}应在0到100之间")
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
    refusals = []
    if locked.result != ExamResult.PASSED:
        refusals.append("考核合格后才能登记证书")
    if locked.certificate_id:
        refusals.append("该学员本班的证书已登记")
    if training_class.status != ClassStatus.FINISHED:
        refusals.append("培训班结业后才能登记证书")
    if issued_on < training_class.end_on:
        refusals.append(f"发证日期不能早于结业日期{training_class.end_on:%Y-%m-%d}")
    if issued_on > timezone.localtime(at).date():
        refusals.append("发证日期不能晚于今天")
    if not number.strip() or not issuer.strip():
        refusals.append("请填写证书编号和发证机构")
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
                number=number.strip(),
                issuer=issuer.strip(),
                issued_on=issued_on,
            )
    except IntegrityError as error:
        if "one_certificate_per_issuer_and_number" not in str(error):
            raise
        raise Refused(f"{issuer}编号为{number}的证书已登记给其他人，请核对证书编号") from error
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
