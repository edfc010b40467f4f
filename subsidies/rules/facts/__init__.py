"""The vocabulary of facts. None is «unknown» and is never read as «yes»."""

from .base import CaseFacts, FactError, Facts, Finding
from .claims import CertificateUse, ClaimFacts, EarlierClaim, HeldCertificate

__all__ = [
    "CaseFacts",
    "CertificateUse",
    "ClaimFacts",
    "EarlierClaim",
    "FactError",
    "Facts",
    "Finding",
    "HeldCertificate",
]
