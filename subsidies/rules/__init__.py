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
    LocalStandard,
)
from .outcomes import Check, Decision, WorksheetRow
from .parameters import RULES_VERSION, ParameterError, Release, current, money, number_of, value

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
    "LocalStandard",
    "Outcome",
    "ParameterError",
    "Release",
    "WorksheetRow",
    "current",
    "decide",
    "facts_from_json",
    "money",
    "number_of",
    "value",
]
