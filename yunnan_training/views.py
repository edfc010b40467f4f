"""The roof's own pages: home, menu, errors."""

from django.shortcuts import render

from yunnan_training.core.permissions import page


def portal_context(request) -> dict:
    """Menu, office and role of the person, for the base templates."""
    jurisdiction = getattr(request, "jurisdiction", None)
    if jurisdiction is None or not getattr(request, "user", None) or not request.user.is_authenticated:
        return {}
    roles = dict.fromkeys(grant.role.label for grant in jurisdiction.grants)
    return {"menu": [], "office_name": jurisdiction.office, "role_name": "、".join(roles)}


@page(public=True)
def home(request):
    return render(request, "base_public.html", {"title": "云南省就业培训管理平台"})
