"""Deny by default for pages: a view says who may open it, or nobody can.

`@page(Verb.VIEW_CLASS)`, `@page(signed_in=True)`, `@page(public=True)`, `@page(trainee=True)`.
The middleware of the roof reads the mark; an unmarked view is refused, and a test lists every route.
"""

from collections.abc import Callable
from dataclasses import dataclass

from .roles import Verb

# The session key of a trainee who has entered the one-time code.
TRAINEE_SESSION_KEY = "trainee_id"


@dataclass(frozen=True, slots=True)
class Access:
    verbs: tuple[Verb, ...] = ()
    signed_in: bool = False
    public: bool = False
    trainee: bool = False


def page(*verbs: Verb, signed_in: bool = False, public: bool = False, trainee: bool = False) -> Callable:
    """Mark a view; with several verbs, any one of them opens the page."""
    if sum([bool(verbs), signed_in, public, trainee]) != 1:
        raise TypeError("a page has exactly one kind of access")

    def mark(view: Callable) -> Callable:
        view.access = Access(verbs=verbs, signed_in=signed_in, public=public, trainee=trainee)
        return view

    return mark
