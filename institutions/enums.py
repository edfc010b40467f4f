"""Closed lists about who teaches."""

from django.db.models import TextChoices


class InstitutionKind(TextChoices):
    """二(一)2: the three kinds that may apply to host a class. There is no fourth."""

    VOCATIONAL_COLLEGE = "vocational_college", "职业院校"
    TECHNICAL_SCHOOL = "technical_school", "技工院校"
    PRIVATE_TRAINING = "private_training", "经批准的民办职业培训机构"


class Ownership(TextChoices):
    PUBLIC = "public", "公办"
    PRIVATE = "private", "民办"


class LicenceKind(TextChoices):
    """What proves the right to teach; a public school has no 办学许可证 (A33)."""

    SCHOOL_LICENCE = "school_licence", "民办学校办学许可证"
    PUBLIC_INSTITUTION = "public_institution", "事业单位法人证书"
    FOUNDING_DECISION = "founding_decision", "设立批文"
