"""P06 on a page: what must never stand there without a reason."""

import re

ID_NUMBER = re.compile(r"\d{17}[\dXx]")
MOBILE = re.compile(r"(?<!\d)1[3-9]\d{9}(?!\d)")
CARD = re.compile(r"(?<!\d)62\d{14,17}(?!\d)")


def plain_numbers(response) -> list[str]:
    """ID numbers, mobiles and card numbers standing in the open on a page."""
    html = response.content.decode()
    return [match.group() for pattern in (ID_NUMBER, MOBILE, CARD) for match in pattern.finditer(html)]
