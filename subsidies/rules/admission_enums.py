"""The closed vocabularies of an admission: what the notice calls the people of its classes."""

from enum import StrEnum


class Programme(StrEnum):
    """The programmes of 一(一) to 一(十六), in the order of the clauses. What each is: programmes.yaml."""

    RURAL = "RURAL"
    PREP = "PREP"
    YOUTH = "YOUTH"
    GRAD = "GRAD"
    VETERAN = "VETERAN"
    DISABLED = "DISABLED"
    ONBOARD = "ONBOARD"
    APPRENTICE = "APPRENTICE"
    YUNSAO = "YUNSAO"
    WORKERS = "WORKERS"
    ZHANCHI = "ZHANCHI"
    HIGH = "HIGH"
    OVERCAP = "OVERCAP"
    REEMPLOY = "REEMPLOY"
    CUSTODY = "CUSTODY"
    STARTUP = "STARTUP"
    CHIEF = "CHIEF"
    ECOM = "ECOM"


class LastSchool(StrEnum):
    """The school a person left last. Only who left a junior or senior high school can be a 两后生."""

    PRIMARY = "primary"
    JUNIOR_HIGH = "junior_high"
    SENIOR_HIGH = "senior_high"
    HIGHER = "higher"


class Displacement(StrEnum):
    """What became of an employee of an enterprise that cut surplus capacity, 一(十一)."""

    LAID_OFF = "laid_off"
    REASSIGNED = "reassigned"
    NEITHER = "neither"


class StartUpKind(StrEnum):
    """The four trainings of 一(十四)."""

    SYB = "syb"
    ONLINE = "online"
    IYB = "iyb"
    STUDENT = "student"


class OnlineRole(StrEnum):
    """一(十四): who may take the online start-up training."""

    FOUNDER = "founder"
    LEADER = "leader"
    NEITHER = "neither"


class StudentKind(StrEnum):
    """一(十四): the students who may take start-up training while at school."""

    HIGHER_EDUCATION = "higher_education"
    ADVANCED_WORKER_CLASS = "advanced_worker_class"
    PREPARATORY_TECHNICIAN_CLASS = "preparatory_technician_class"
    OTHER = "other"


LAST_SCHOOL_LABELS = {
    LastSchool.PRIMARY: "小学及以下",
    LastSchool.JUNIOR_HIGH: "初中",
    LastSchool.SENIOR_HIGH: "高中",
    LastSchool.HIGHER: "高等院校",
}
DISPLACEMENT_LABELS = {
    Displacement.LAID_OFF: "企业失业人员",
    Displacement.REASSIGNED: "转岗职工",
    Displacement.NEITHER: "未失业也未转岗",
}
START_UP_KIND_LABELS = {
    StartUpKind.SYB: "创业基础能力培训(SYB)",
    StartUpKind.ONLINE: "网络创业培训",
    StartUpKind.IYB: "创业能力提升培训(IYB)",
    StartUpKind.STUDENT: "在校生创业培训",
}
ONLINE_ROLE_LABELS = {
    OnlineRole.FOUNDER: "从事电子商务领域的创业者",
    OnlineRole.LEADER: "电商领域重点带头人",
    OnlineRole.NEITHER: "两者都不是",
}
STUDENT_KIND_LABELS = {
    StudentKind.HIGHER_EDUCATION: "高等院校学生",
    StudentKind.ADVANCED_WORKER_CLASS: "技师学院高级工班学生",
    StudentKind.PREPARATORY_TECHNICIAN_CLASS: "技师学院预备技师班学生",
    StudentKind.OTHER: "其他学生",
}
