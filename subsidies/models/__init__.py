from .assessment import Assessment, AssessmentCheck, WorksheetLine
from .claim import Claim
from .decision_certificate import DecisionCertificate
from .payment import Payment, PaymentBatch
from .publicity import Publicity
from .replay import ReplayMismatch, ReplayRun
from .simulation import Simulation, SimulationChange, SimulationPart

__all__ = [
    "Assessment",
    "AssessmentCheck",
    "Claim",
    "DecisionCertificate",
    "Payment",
    "PaymentBatch",
    "Publicity",
    "ReplayMismatch",
    "ReplayRun",
    "Simulation",
    "SimulationChange",
    "SimulationPart",
    "WorksheetLine",
]
