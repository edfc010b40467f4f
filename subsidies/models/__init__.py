from .assessment import Assessment, AssessmentCheck, WorksheetLine
from .claim import Claim
from .payment import Payment, PaymentBatch
from .publicity import Publicity

__all__ = [
    "Assessment",
    "AssessmentCheck",
    "Claim",
    "Payment",
    "PaymentBatch",
    "Publicity",
    "WorksheetLine",
]
