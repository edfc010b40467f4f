"""《云南省就业培训告知牌》: its rows, the size in which they fit, the page."""

import unicodedata
from dataclasses import dataclass
from datetime import datetime
from math import ceil

from yunnan_training.core import pdf

from .facts import BoardFacts, Incomplete, missing
from .phrases import chinese_day, chinese_period, qr_code

TITLE = "云南省就业培训告知牌"

# Measures of notice_board.css in mm and em; the lines there carry the mark [fit].
MM_PER_PT = 25.4 / 72
TABLE_WIDTH, TABLE_HEIGHT, LABEL_WIDTH, ISSUER_WIDTH, PHONES_WIDTH = 392.0, 183.0, 60.0, 160.0, 150.0
LINE_HEIGHT, PADDING_Y, PADDING_X = 1.28, 0.16, 0.4
LARGEST_PT, SMALLEST_PT, STEP_PT = 32.0, 9.0, 0.5
HALF_WIDTH_EM = 0.6  # Latin letters and figures, generously


@dataclass(frozen=True)
class Cell:
    label: str
    text: str
    strong: bool = False


@dataclass(frozen=True)
class Fit:
    """Type sizes in points and row heights in mm that fill the board and don't overflow it."""

    size_pt: float
    rows: list[tuple[list[Cell], str]]
    office_pt: float
    phone_pt: float


def notice_board_pdf(facts: BoardFacts, *, at: datetime) -> bytes:
    """The board as one A3 page, landscape. Refuses (Incomplete) while `missing` names anything."""
    if lacks := missing(facts):
        raise Incomplete(lacks)
    height = TABLE_HEIGHT
    while True:
        context = board_context(
            facts, height=height
        )  # itself raises TooManyPages when nothing smaller is left
        try:
            return pdf.render(
                "courses/pdf/notice_board.html",
                context,
                stylesheets=("document.css", "notice_board.css"),
                at=at,
                title=f"{TITLE} {facts.number} 第{facts.version}版",
                author=facts.issuing_office,
                max_pages=1,
            )
        except pdf.TooManyPages:
            # Words that break badly take more lines than counted: count on less room and try again.
            height *= 0.92


def board_context(facts: BoardFacts, *, height: float = TABLE_HEIGHT) -> dict[str, object]:
    """What the template prints, set in a size that fits `height` mm."""
    return {
        "facts": facts,
        "fit": fit_board(facts, height=height),
        "issued_on": chinese_day(facts.issued_on),
        "county_phone": _county_phone(facts),
        "qr": qr_code(facts.public_url),
    }


def board_rows(facts: BoardFacts) -> list[list[Cell]]:
    """The items in the order of the notice: rows of one cell or of two halves; an empty row is left out."""
    lessons = f"共{facts.total_lessons}课时" if facts.total_lessons else ""
    people = f"{facts.trainee_count}人" if facts.trainee_count else ""
    licence = f"{facts.licence_label}：{facts.licence_number}" if facts.licence_number else ""
    direction = f"就业方向：{facts.employment_direction}" if facts.employment_direction else ""
    free = "本班培训免费，不向学员收取任何费用" if facts.free_of_charge else ""
    rows = [
        [Cell("培训班次", facts.class_title, strong=True)],
        [Cell("承办机构", _side_by_side(facts.institution_name, licence))],
        [Cell("培训项目", " / ".join(filter(None, (facts.programme, facts.occupation, facts.level))))],
        [Cell("培训对象", _side_by_side(facts.target_group, people))],
        [Cell("培训地点", facts.place)],
        [Cell("起止时间", _side_by_side(chinese_period(facts.starts_on, facts.ends_on), lessons))],
        [Cell("帮扶措施", "\n".join(filter(None, (facts.support_measures.strip(), direction))))],
        [Cell("批准手续", _approval(facts))],
        [
            Cell("培训班管理人", _side_by_side(facts.manager_name, facts.manager_contact), strong=True),
            Cell("培训班监督人", _side_by_side(facts.supervisor_name, facts.supervisor_contact), strong=True),
        ],
        [Cell("资金来源", _side_by_side(facts.fund, free))],
    ]
    return [row for row in rows if any(cell.text for cell in row)]


def fit_board(facts: BoardFacts, *, height: float = TABLE_HEIGHT) -> Fit:
    """The largest type with which all rows stay within `height` mm; what is left over widens the rows."""
    rows = board_rows(facts)
    size = LARGEST_PT
    heights = [_row_height(row, size) for row in rows]
    while sum(heights) > height:
        size -= STEP_PT
        if size < SMALLEST_PT:
            raise pdf.TooManyPages("告知牌文字过长，一页放不下，请精简培训对象、帮扶措施等内容")
        heights = [_row_height(row, size) for row in rows]
    spare = (height - sum(heights)) / len(rows)
    return Fit(
        size_pt=size,
        rows=[(row, f"{own + spare:.2f}") for row, own in zip(rows, heights, strict=True)],
        office_pt=_one_line_pt(facts.issuing_office, ISSUER_WIDTH, largest=23.0, smallest=15.0),
        phone_pt=_one_line_pt(_county_phone(facts), PHONES_WIDTH, largest=18.0, smallest=12.0),
    )


def _approval(facts: BoardFacts) -> str:
    head = facts.head_name
    if facts.delegate_name:
        by = f"批准人：{facts.delegate_name}" + (f"（受主要负责人{head}书面委托）" if head else "")
    else:
        by = f"批准人：{head}（主要负责人）" if head else ""
    day = f"{chinese_day(facts.approved_on)}批准" if facts.approved_on else ""
    number = f"批准文号：{facts.approval_number}"
    return _side_by_side(facts.approval_office, day) + "\n" + _side_by_side(number, by)


def _county_phone(facts: BoardFacts) -> str:
    return f"{facts.issuing_office}：{facts.county_phone}" if facts.county_phone else ""


def _side_by_side(*texts: str) -> str:
    """Two facts in one cell, apart by one ideographic space on either side of the break."""
    return "\u3000".join(text for text in texts if text)


def _width_em(text: str) -> float:
    return sum(1.0 if unicodedata.east_asian_width(c) in "WFA" else HALF_WIDTH_EM for c in text)


def _row_height(row: list[Cell], size_pt: float) -> float:
    """In mm, when the table is set in `size_pt`."""
    em = size_pt * MM_PER_PT
    room = TABLE_WIDTH - LABEL_WIDTH if len(row) == 1 else TABLE_WIDTH / 2 - LABEL_WIDTH
    # One em less than there is: a line may not begin with a comma and so ends early.
    line_em = max(1.0, room / em - 2 * PADDING_X - 1.0)
    lines = max(
        sum(max(1, ceil(_width_em(line) / line_em)) for line in cell.text.split("\n")) for cell in row
    )
    return (lines * LINE_HEIGHT + 2 * PADDING_Y) * em + 0.25


def _one_line_pt(text: str, width: float, *, largest: float, smallest: float) -> float:
    """The size at which `text` fits one line of `width` mm, within bounds."""
    return round(max(smallest, min(largest, width / MM_PER_PT / max(1.0, _width_em(text)))), 1)
