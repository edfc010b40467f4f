"""The two papers a class hangs up: the notice board and the page of its qualification check (二(一)2).

Pure functions of facts: no model, no clock, no setting. Who fills the facts in stands elsewhere.
"""

from .facts import BoardFacts, Incomplete, QualificationFacts, as_json, from_json, missing
from .notice_board import board_context, fit_board, notice_board_pdf
from .qualification_sheet import qualification_sheet_pdf

__all__ = [
    "BoardFacts",
    "Incomplete",
    "QualificationFacts",
    "as_json",
    "board_context",
    "fit_board",
    "from_json",
    "missing",
    "notice_board_pdf",
    "qualification_sheet_pdf",
]
