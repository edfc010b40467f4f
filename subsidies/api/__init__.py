"""Claims, their assessments, publicities and payments, rule releases and local standards under `/api/v1/`."""

from .viewsets.assessments import AssessmentViewSet
from .viewsets.certificates import DecisionCertificateViewSet
from .viewsets.claims import ClaimViewSet
from .viewsets.law import LocalStandardViewSet, RuleReleaseViewSet
from .viewsets.payments import PaymentBatchViewSet, PaymentViewSet
from .viewsets.publicities import PublicityViewSet
from .viewsets.replays import ReplayViewSet
from .viewsets.simulations import SimulationViewSet

__all__ = [
    "AssessmentViewSet",
    "ClaimViewSet",
    "DecisionCertificateViewSet",
    "LocalStandardViewSet",
    "PaymentBatchViewSet",
    "PaymentViewSet",
    "PublicityViewSet",
    "ReplayViewSet",
    "RuleReleaseViewSet",
    "SimulationViewSet",
]
