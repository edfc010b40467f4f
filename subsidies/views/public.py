"""What anybody may read about subsidies, and only while it is publicised (P09, P10, P11)."""

from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from yunnan_training.core.page_kit import keyset_page
from yunnan_training.core.permissions import page

from ..selectors import public_rows, shown_publicities, unnamed_total


def _unindexed(response):
    """A list that ends on a day has no business in a search engine's store."""
    response["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    return response


@page(public=True)
@require_safe
@never_cache
def public_publicities(request):
    found = keyset_page(shown_publicities(on=timezone.localdate()), params=request.GET)
    return _unindexed(
        render(request, "subsidies/public_list.html", {"title": "职业培训补贴公示", "page": found})
    )


@page(public=True)
@require_safe
@never_cache
def public_publicity(request, number: str):
    """Gone on the day after its last one, as if it had never been."""
    today = timezone.localdate()
    publicity = get_object_or_404(shown_publicities(on=today), number=number)
    rows = public_rows(publicity, on=today)
    unnamed = unnamed_total(publicity, on=today)
    context = {
        "title": f"{publicity.county.name}职业培训补贴公示",
        "publicity": publicity,
        "rows": rows,
        "unnamed": unnamed,
        "count": len(rows) + unnamed.count,
        "total": sum((row.amount for row in rows), unnamed.amount),
    }
    return _unindexed(render(request, "subsidies/public_publicity.html", context))
