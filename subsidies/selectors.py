"""Reading questions about claims, publicities and payments."""

from datetime import date

from yunnan_training.core.jurisdiction import Jurisdiction
from yunnan_training.core.page_kit import TodoCard


def todo(jurisdiction: Jurisdiction, *, on: date) -> list[TodoCard]:
    """What waits for this person among claims, publicities and payments."""
    return []
