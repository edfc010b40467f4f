"""What every page door does: say who acts, and tell a refusal to the person."""

from collections.abc import Callable

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.forms import BaseForm
from django.http import HttpRequest

from .roles import Verb
from .workflow import Actor, NotAllowed, Refused


def actor(request: HttpRequest, verb: Verb | None = None) -> Actor:
    """The person behind the request, signing for the office whose grant carries `verb`."""
    grants = request.jurisdiction.grants_for(verb) if verb else request.jurisdiction.grants
    return Actor(
        user=request.user if request.user.is_authenticated else None,
        office=grants[0].office if grants else request.jurisdiction.office,
        jurisdiction=request.jurisdiction,
        request_id=request.request_id,
    )


def attempt(request: HttpRequest, act: Callable, success: str = ""):
    """Run an act; show its refusals as messages. Returns what the act returned, or None when refused."""
    try:
        result = act()
    except NotAllowed as refused:
        raise PermissionDenied(str(refused)) from refused
    except Refused as refused:
        for sentence in refused.messages:
            messages.error(request, sentence)
        return None
    if success:
        messages.success(request, success)
    return result


def submit(form: BaseForm, act: Callable):
    """Run the act behind a valid form; its refusals stand at the head of the form. None when refused."""
    try:
        return act()
    except NotAllowed as refused:
        raise PermissionDenied(str(refused)) from refused
    except Refused as refused:
        for sentence in refused.messages:
            form.add_error(None, sentence)
        return None
