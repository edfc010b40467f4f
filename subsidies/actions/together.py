"""Steps that many claims take together or not at all."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager

from yunnan_training.core.models import Region
from yunnan_training.core.roles import Verb
from yunnan_training.core.workflow import Actor, NotAllowed, Refused

from ..models import Claim

MOST_NAMED = 20  # so many refusals are listed; more would hide the first


def may(by: Actor, verb: Verb, county: Region) -> bool:
    """Whether `verb` reaches the county itself, for an object that isn't there yet."""
    grants = by.jurisdiction.grants_for(verb)
    return any(grant.region_code and county.code.startswith(grant.prefix) for grant in grants)


def each(claims: Iterable[Claim]) -> list[Claim]:
    """The claims, fresh and locked in one order, so that two people's steps wait instead of deadlocking."""
    wanted = {claim.pk for claim in claims}
    return list(Claim.objects.select_for_update().filter(pk__in=wanted).order_by("pk"))


@contextmanager
def name_refusals() -> Iterator[Callable[[Claim], AbstractContextManager[None]]]:
    """Collects what is refused claim by claim, and refuses the whole with each sentence under its number."""
    found: list[str] = []

    @contextmanager
    def naming(claim: Claim) -> Iterator[None]:
        try:
            yield
        except NotAllowed:
            raise
        except Refused as refused:
            found.extend(f"申请{claim.number}：{message}" for message in refused.messages)

    yield naming
    if found:
        more = [f"另有{len(found) - MOST_NAMED}项问题未列出"] if len(found) > MOST_NAMED else []
        raise Refused(*found[:MOST_NAMED], *more)
