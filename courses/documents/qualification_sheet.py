"""资质核验页: the companion of the stamped copy of the licence."""

from datetime import datetime

from yunnan_training.core import pdf

from .facts import QualificationFacts
from .phrases import chinese_day, chinese_period, qr_code

TITLE = "培训机构职业培训资质核验页"
USUAL_PT, SMALLEST_PT = 12.5, 4.5


def qualification_sheet_pdf(facts: QualificationFacts, *, at: datetime) -> bytes:
    """资质核验页, one A4 page, shown beside the board together with the stamped copy of the licence."""
    size = USUAL_PT
    while True:
        try:
            return pdf.render(
                "courses/pdf/qualification_sheet.html",
                {
                    "facts": facts,
                    "size_pt": str(size),
                    "checked_on": chinese_day(facts.checked_on),
                    "valid_until": chinese_day(facts.valid_until) if facts.valid_until else "证照未载明",
                    "period": chinese_period(facts.starts_on, facts.ends_on),
                    "qr": qr_code(facts.public_url),
                },
                stylesheets=("document.css", "qualification_sheet.css"),
                at=at,
                title=f"{TITLE} {facts.mark_number}",
                author=facts.county_office,
                max_pages=1,
            )
        except pdf.TooManyPages:
            size *= 0.92
            if size < SMALLEST_PT:
                raise
