"""The vocabulary of facts. None is «unknown» and is never read as «yes»."""

from .admission import AdmissionFacts, OtherClass, Spell
from .base import CaseFacts, FactError, Facts, Finding
from .bases import BaseFilingFacts, BaseGrantFacts, PublicBaseFacts
from .chiefs import ChiefStipendFacts, Post, StudioMatchingFacts
from .claims import CertificateUse, ClaimFacts, EarlierClaim, HeldCertificate
from .goals import AnnualTargetFacts, ClassRatesFacts, RatingCoverageFacts
from .local import LocalStandard
from .schools import RecruitmentFacts, StudentAidFacts
from .standards import ApprenticeSubsidyFacts, StartUpSubsidyFacts, TrainingSubsidyFacts

__all__ = [
    "AdmissionFacts",
    "AnnualTargetFacts",
    "ApprenticeSubsidyFacts",
    "BaseFilingFacts",
    "BaseGrantFacts",
    "CaseFacts",
    "CertificateUse",
    "ChiefStipendFacts",
    "ClaimFacts",
    "ClassRatesFacts",
    "EarlierClaim",
    "FactError",
    "Facts",
    "Finding",
    "HeldCertificate",
    "LocalStandard",
    "OtherClass",
    "Post",
    "PublicBaseFacts",
    "RatingCoverageFacts",
    "RecruitmentFacts",
    "Spell",
    "StartUpSubsidyFacts",
    "StudentAidFacts",
    "StudioMatchingFacts",
    "TrainingSubsidyFacts",
]
