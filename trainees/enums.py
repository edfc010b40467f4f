"""Closed lists about who learns."""

from django.db.models import TextChoices


class Sex(TextChoices):
    MALE = "male", "男"
    FEMALE = "female", "女"


class PersonCategory(TextChoices):
    """人员类别 of a roster. The 2018 label stands first; later names are read as aliases by the gate."""

    POVERTY_REGISTERED = "poverty_registered", "建档立卡劳动力"
    RURAL_TRANSFER = "rural_transfer", "农村转移就业劳动者"
    REGISTERED_UNEMPLOYED = "registered_unemployed", "城镇登记失业人员"
    SCHOOL_LEAVER = "school_leaver", "两后生"
    GRADUATE = "graduate", "高校毕业生"
    VETERAN = "veteran", "退役军人"
    DISABLED = "disabled", "残疾人"
    ENTERPRISE_EMPLOYEE = "enterprise_employee", "企业职工"
    OTHER = "other", "其他"


class CertificateKind(TextChoices):
    """二(七) and 一(十): what a trainee can be given at the end."""

    VOCATIONAL_QUALIFICATION = "vocational_qualification", "职业资格证书"
    SKILL_LEVEL = "skill_level", "职业技能等级证书"
    SPECIAL_ABILITY = "special_ability", "专项职业能力证书"
    TRAINING_COMPLETION = "training_completion", "培训合格证书"


class SkillLevel(TextChoices):
    """一级 is the highest: never sort by the digit."""

    LEVEL_5 = "5", "五级/初级工"
    LEVEL_4 = "4", "四级/中级工"
    LEVEL_3 = "3", "三级/高级工"
    LEVEL_2 = "2", "二级/技师"
    LEVEL_1 = "1", "一级/高级技师"


LEVELLED_KINDS = (CertificateKind.VOCATIONAL_QUALIFICATION, CertificateKind.SKILL_LEVEL)
