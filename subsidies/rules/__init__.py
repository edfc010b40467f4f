"""The law in code: pure functions on frozen facts, without Django, clock or settings."""

from .claims.items import ITEM_LABELS, ITEMS
from .decide import QUESTIONS, decide, facts_from_json
from .enums import Effect, Outcome
from .facts import (
    AdmissionFacts,
    CaseFacts,
    CertificateUse,
    ClaimFacts,
    EarlierClaim,
    FactError,
    Finding,
    HeldCertificate,
)
from .outcomes import Check, Decision, WorksheetRow
from .parameters import RULES_VERSION, ParameterError, Release, current, money, number_of, value
from .public_base import is_public_base_candidate

__all__ = [
    "ITEMS",
    "ITEM_LABELS",
    "QUESTIONS",
    "RULES_VERSION",
    "AdmissionFacts",
    "CaseFacts",
    "CertificateUse",
    "Check",
    "ClaimFacts",
    "Decision",
    "EarlierClaim",
    "Effect",
    "FactError",
    "Finding",
    "HeldCertificate",
    "Outcome",
    "ParameterError",
    "Release",
    "WorksheetRow",
    "current",
    "decide",
    "facts_from_json",
    "is_public_base_candidate",
    "money",
    "number_of",
    "value",
]
