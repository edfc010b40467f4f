"""Classes, rosters, certificates and filings under `/api/v1/`."""

from .viewsets.attendance import AttendanceViewSet
from .viewsets.boards import NoticeBoardViewSet
from .viewsets.catalogue import CatalogueItemViewSet
from .viewsets.certificates import CertificateViewSet
from .viewsets.checks import QualificationCheckViewSet
from .viewsets.classes import TrainingClassViewSet
from .viewsets.enrolments import EnrolmentViewSet
from .viewsets.filings import FilingViewSet
from .viewsets.rosters import RosterViewSet

__all__ = [
    "AttendanceViewSet",
    "CatalogueItemViewSet",
    "CertificateViewSet",
    "EnrolmentViewSet",
    "FilingViewSet",
    "NoticeBoardViewSet",
    "QualificationCheckViewSet",
    "RosterViewSet",
    "TrainingClassViewSet",
]
