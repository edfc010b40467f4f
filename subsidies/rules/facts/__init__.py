"""The vocabulary of facts. None is «unknown» and is never read as «yes»."""

from .admission import AdmissionFacts, OtherClass, Spell
from .base import CaseFacts, FactError, Facts, Finding
from .claims import CertificateUse, ClaimFacts, EarlierClaim, HeldCertificate

__all__ = [
    "AdmissionFacts",
    "CaseFacts",
    "CertificateUse",
    "ClaimFacts",
    "EarlierClaim",
    "FactError",
    "Facts",
    "Finding",
    "HeldCertificate",
    "OtherClass",
    "Spell",
]
