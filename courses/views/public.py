"""What anybody may read about classes (二(一)3 「向社会公开」): no login, no trainee."""

from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from yunnan_training.core.page_kit import keyset_page
from yunnan_training.core.permissions import page

from .. import selectors
from ..enums import FilingStatus
from ..forms.public import PublicClassSearch


def _turned(request, **cursor: str) -> str:
    """The address of a neighbouring page, with what was searched for."""
    query = request.GET.copy()
    for name in ("after", "before"):
        query.pop(name, None)
    query.update({name: value for name, value in cursor.items() if value})
    return query.urlencode() if any(cursor.values()) else ""


@page(public=True)
@require_safe
def public_classes(request):
    form = PublicClassSearch(request.GET or None)
    wanted = form.cleaned_data if form.is_bound and form.is_valid() else {}
    found = keyset_page(selectors.search_public(**wanted), params=request.GET)
    context = {
        "title": "财政补贴培训班公开",
        "filter": form,
        "page": found,
        "next": _turned(request, after=found.after),
        "previous": _turned(request, before=found.before),
    }
    return render(request, "courses/public_list.html", context)


@page(public=True)
@require_safe
def public_class(request, number: str):
    """Where the QR code of the notice board leads."""
    training_class = get_object_or_404(
        selectors.public_classes().select_related("filing_item__filing"), number=number
    )
    item = getattr(training_class, "filing_item", None)
    registered = item is not None and item.filing.status == FilingStatus.REGISTERED
    context = {
        "title": training_class.name,
        "class": training_class,
        "sessions": training_class.sessions.filter(cancelled=False),
        "board": selectors.issued_board(training_class),
        "registration": item.filing.registration_number if registered else "",
    }
    return render(request, "courses/public_class.html", context)
