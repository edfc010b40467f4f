"""Trainees under `/api/v1/`. Nothing personal stands in an address; numbers are shown masked."""

from .viewsets import TraineeViewSet

__all__ = ["TraineeViewSet"]
