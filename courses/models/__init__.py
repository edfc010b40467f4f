from .admission_decision import AdmissionDecision
from .attendance import Attendance
from .catalogue_item import CatalogueItem
from .enrolment import Enrolment
from .filing import Filing, FilingItem
from .notice_board import NoticeBoard
from .qualification_check import QualificationCheck
from .roster_upload import RosterUpload
from .session import Session
from .training_class import StageOfficer, TrainingClass

__all__ = [
    "AdmissionDecision",
    "Attendance",
    "CatalogueItem",
    "Enrolment",
    "Filing",
    "FilingItem",
    "NoticeBoard",
    "QualificationCheck",
    "RosterUpload",
    "Session",
    "StageOfficer",
    "TrainingClass",
]
