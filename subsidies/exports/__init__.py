"""Workbooks that leave the portal."""

from .payments import CONTENT_TYPE, payment_list

__all__ = ["CONTENT_TYPE", "payment_list"]
