"""《补贴核定说明书》: one decision with everything that led to it, so that anybody can work it out again by hand.

The content is one JSON text; the PDF, the file for programs and the public page all show that same text. It holds no
name, ID number, phone, account or certificate number.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

import segno

from yunnan_training.core import pdf
from yunnan_training.core.identity import mask_runs

from ..rules import ITEM_LABELS
from ..rules.canonical import digest_of
from ..rules.enums import EFFECT_LABELS, OUTCOME_LABELS
from .wording import fact_lines, input_lines

TITLE = "补贴核定说明书"
WITHHELD = "已核对"
# The certificate's number is a person's, and so may be another claim's; both stay in the office's records.
PERSONAL = ("certificate_number",)


def public_facts(facts: Mapping[str, Any]) -> tuple[dict[str, Any], list[str]]:
    """The frozen facts fit for the paper, and which of them are withheld."""
    withheld = [name for name in PERSONAL if facts.get(name)]
    shown = {name: WITHHELD if name in withheld else value for name, value in facts.items()}
    if shown.get("certificate_uses"):
        shown["certificate_uses"] = [
            {**each, "reference": WITHHELD} if each.get("reference") else each
            for each in shown["certificate_uses"]
        ]
        withheld.append("certificate_uses.reference")
    return shown, withheld


def fit_to_show(typed: str, *, names: Sequence[str]) -> str:
    """What an officer typed, without the names and numbers of a person that may stand in it."""
    masked = mask_runs(typed)
    shown = masked if masked.count("*") > typed.count("*") else typed
    for name in names:
        shown = shown.replace(name, WITHHELD)
    return shown


def with_typed_text_masked(content: Any, facts: Mapping[str, Any], *, names: Sequence[str]) -> Any:
    """The same content with every text that an officer typed, wherever it is repeated, made fit to show. All
    other sentences come from the rules, which know no names and no numbers."""
    typed = [facts.get("amount_basis") or "", *[each["reason"] for each in facts.get("findings", ())]]
    instead = {text.strip(): fit_to_show(text.strip(), names=names) for text in typed if text.strip()}
    return _replaced(content, {text: shown for text, shown in instead.items() if shown != text})


def _replaced(content: Any, instead: Mapping[str, str]) -> Any:
    if isinstance(content, Mapping):
        return {name: _replaced(value, instead) for name, value in content.items()}
    if isinstance(content, list):
        return [_replaced(value, instead) for value in content]
    if isinstance(content, str):
        for text, shown in instead.items():
            content = content.replace(text, shown)
    return content


def matches(content: str, sha256: str, *, facts_digest: str, answer_digest: str) -> bool:
    """Whether the kept text is still the issued one and speaks of the decision as it stands in the records."""
    if hashlib.sha256(content.encode()).hexdigest() != sha256:
        return False
    said = json.loads(content)
    if not said["masked"] and digest_of(said["answer"]) != said["answer_digest"]:
        return False
    return (said["facts_digest"], said["answer_digest"]) == (facts_digest, answer_digest)


def certificate_pdf(content: str, *, sha256: str, url: str, at: datetime) -> bytes:
    said = json.loads(content)
    context = {
        **said,
        "content_sha256": sha256,
        "url": url,
        "qr": segno.make(url, error="m", micro=False).svg_data_uri(scale=4, border=4),
        "issued_on": chinese_day(date.fromisoformat(said["issued_on"])),
        "claim_day": chinese_day(date.fromisoformat(said["facts"]["day"])),
        "item_label": ITEM_LABELS[said["answer"]["subject"]],
        "outcome_label": OUTCOME_LABELS[said["answer"]["outcome"]],
        "checks": [_shown(check) for check in said["answer"]["checks"]],
        "facts_said": fact_lines(said["facts"]),
    }
    return pdf.render(
        "subsidies/pdf/decision_certificate.html",
        context,
        stylesheets=("document.css", "decision_certificate.css"),
        at=at,
        title=f"{TITLE} {said['number']}",
        author=said["office"],
    )


def _shown(check: Mapping[str, Any]) -> dict[str, Any]:
    return {
        **check,
        "outcome_label": OUTCOME_LABELS[check["outcome"]],
        "effect_label": EFFECT_LABELS[check["effect"]],
        "inputs": input_lines(check["inputs"]),
    }


def chinese_day(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"
