"""Days and addresses as the papers print them."""

from datetime import date

import segno


def qr_code(url: str) -> str:
    """The address as a drawn (never blurred) QR code in a `data:` address, with its quiet zone."""
    return segno.make(url, error="m", micro=False).svg_data_uri(scale=4, border=4)


def chinese_day(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def chinese_period(start: date, end: date) -> str:
    return chinese_day(start) if start == end else f"{chinese_day(start)}至{chinese_day(end)}"
