"""Money with its sign: `{{ delta|signed }}` +￥5,000.00, `{{ delta|signed:"" }}` +5,000.00."""

from decimal import Decimal

from django import template

register = template.Library()


@register.filter
def signed(amount: Decimal, mark: str = "￥") -> str:
    sign = "+" if amount > 0 else "−" if amount < 0 else ""
    return f"{sign}{mark}{abs(amount):,.2f}"


@register.filter
def plain_money(amount: Decimal) -> str:
    return f"{amount:,.2f}"
