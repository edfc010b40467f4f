"""The roof's own pages: the home of each role, the public front page, and what the base templates need."""

from django.apps import apps
from django.core.cache import cache
from django.http import HttpRequest
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.functional import SimpleLazyObject

from courses import selectors as courses
from subsidies import selectors as subsidies
from yunnan_training.core.models import Passage
from yunnan_training.core.page_kit import MenuGroup, RecentLine, TodoCard
from yunnan_training.core.permissions import page

from .menu import menu
from .middleware import WAITING_KEY

COUNTERS_KEPT_SECONDS = 15
# Where a passage of the recent list leads.
PAGES = {
    "courses.trainingclass": "courses:class",
    "courses.rosterupload": "courses:roster",
    "courses.filing": "courses:filing",
    "subsidies.claim": "subsidies:claim",
    "subsidies.publicity": "subsidies:publicity",
    "subsidies.paymentbatch": "subsidies:batch",
    "institutions.institution": "institutions:detail",
    "trainees.trainee": "trainees:detail",
    "core.user": "core:user",
    "core.rulerelease": "subsidies:release",
    "core.localstandard": "subsidies:standard",
}
# Objects whose own column is their name; others would need further queries to say what they are.
NAMED = {
    "courses.trainingclass",
    "courses.filing",
    "subsidies.claim",
    "subsidies.publicity",
    "subsidies.paymentbatch",
    "institutions.institution",
    "core.rulerelease",
    "core.localstandard",
}
RECENT_SHOWN = 10


def waiting(request: HttpRequest) -> list[TodoCard]:
    """What waits for this person, counted now."""
    on = timezone.localdate()
    cards = [*courses.todo(request.jurisdiction, on=on), *subsidies.todo(request.jurisdiction, on=on)]
    cache.set(WAITING_KEY.format(request.user.pk), cards, COUNTERS_KEPT_SECONDS)
    return cards


def portal_context(request: HttpRequest) -> dict:
    """Menu, office and role of the person, for the base templates. Counters may be seconds old."""
    jurisdiction = getattr(request, "jurisdiction", None)
    if jurisdiction is None or not getattr(request, "user", None) or not request.user.is_authenticated:
        return {}
    roles = dict.fromkeys(grant.role.label for grant in jurisdiction.grants)
    return {
        # Many templates are rendered without a menu (messages, parts): it is counted when it is drawn.
        "menu": SimpleLazyObject(lambda: _menu(request)),
        "office_name": jurisdiction.office,
        "role_name": "、".join(roles),
    }


def _menu(request: HttpRequest) -> list[MenuGroup]:
    cards = cache.get(WAITING_KEY.format(request.user.pk))
    if cards is None:
        cards = waiting(request)
    return menu(request.jurisdiction, path=request.path, cards=cards)


@page(public=True)
def home(request: HttpRequest):
    if not request.user.is_authenticated:
        return render(request, "portal/front.html", {"title": "云南省就业培训信息公开"})
    cards = waiting(request)
    context = {
        "title": "首页",
        "cards": [card for card in cards if card.count],
        "quiet": [card for card in cards if not card.count],
        "recent": recent(request),
    }
    return render(request, "portal/home.html", context)


def recent(request: HttpRequest) -> list[RecentLine]:
    """What this person did lately, newest first."""
    rows = list(Passage.objects.filter(actor=request.user).order_by("-pk")[:RECENT_SHOWN])
    names = _names_of(rows)
    return [
        RecentLine(
            at=row.at,
            text=" ".join(filter(None, (row.label, names.get((row.object_type, row.object_id))))),
            url=_page_of(row),
            status=row.target,
            status_label=_state_of(row),
        )
        for row in rows
    ]


def _names_of(rows: list[Passage]) -> dict[tuple[str, int], str]:
    """What each act was done to, one query per kind of object."""
    ids: dict[str, set[int]] = {}
    for row in rows:
        if row.object_type in NAMED:
            ids.setdefault(row.object_type, set()).add(row.object_id)
    return {
        (kind, pk): f"“{obj}”"
        for kind, wanted in ids.items()
        for pk, obj in apps.get_model(kind)._base_manager.in_bulk(wanted).items()
    }


def _page_of(row: Passage) -> str:
    try:
        return reverse(PAGES[row.object_type], args=[row.object_id])
    except (KeyError, NoReverseMatch):
        return ""


def _state_of(row: Passage) -> str:
    if not row.target:  # an act on an object without states
        return ""
    field = apps.get_model(row.object_type)._meta.get_field("status")
    return dict(field.choices).get(row.target, "")
