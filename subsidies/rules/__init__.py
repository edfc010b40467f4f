"""The law in code: pure functions on frozen facts, without Django, clock or settings."""

from .decide import decide_claim
from .enums import Outcome
from .facts import CertificateUse, ClaimFacts, EarlierClaim, FactError, Finding, HeldCertificate
from .items import ITEM_LABELS, ITEMS
from .outcomes import Check, Decision, WorksheetRow
from .parameters import RULES_VERSION, ParameterError, Release, current, money, number_of, value
from .public_base import is_public_base_candidate

__all__ = [
    "ITEMS",
    "ITEM_LABELS",
    "RULES_VERSION",
    "CertificateUse",
    "Check",
    "ClaimFacts",
    "Decision",
    "EarlierClaim",
    "FactError",
    "Finding",
    "HeldCertificate",
    "Outcome",
    "ParameterError",
    "Release",
    "WorksheetRow",
    "current",
    "decide_claim",
    "is_public_base_candidate",
    "money",
    "number_of",
    "value",
]
