"""Institutions, their licences and teachers under `/api/v1/`."""

from .viewsets import InstitutionViewSet, LicenceViewSet, TeacherViewSet

__all__ = ["InstitutionViewSet", "LicenceViewSet", "TeacherViewSet"]
