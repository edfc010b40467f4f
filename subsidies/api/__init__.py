"""Claims, their assessments, publicities and payments under `/api/v1/`."""

from .viewsets.assessments import AssessmentViewSet
from .viewsets.certificates import DecisionCertificateViewSet
from .viewsets.claims import ClaimViewSet
from .viewsets.payments import PaymentBatchViewSet, PaymentViewSet
from .viewsets.publicities import PublicityViewSet
from .viewsets.replays import ReplayViewSet

__all__ = [
    "AssessmentViewSet",
    "ClaimViewSet",
    "DecisionCertificateViewSet",
    "PaymentBatchViewSet",
    "PaymentViewSet",
    "PublicityViewSet",
    "ReplayViewSet",
]
