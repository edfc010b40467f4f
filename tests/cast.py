"""The people of the tests: the owner's office, a neighbour, a far one, an institution, a stranger.

Counties are real, people are not. The owner is 保山市隆阳区; 腾冲市 is its sibling in the same prefecture,
镇雄县 lies in another. Tests name the refusal they expect of each.
"""

from dataclasses import dataclass
from functools import cached_property

from institutions.models import Institution
from yunnan_training.core.models import Region, User
from yunnan_training.core.roles import Role
from yunnan_training.core.workflow import Actor

from .factories import core, institutions

OWNER, SIBLING, FAR = "530502", "530581", "530627"
PREFECTURE, FAR_PREFECTURE, PROVINCE = "530500", "530600", "530000"


@dataclass
class Office:
    """The people of one county bureau; each is made when first asked for."""

    code: str

    @cached_property
    def region(self) -> Region:
        return core.region(self.code)

    def _officer(self, role: Role) -> User:
        return core.officer(role, self.code, username=f"{role.value}-{self.code}")

    @cached_property
    def clerk(self) -> User:
        return self._officer(Role.COUNTY_CLERK)

    @cached_property
    def reviewer(self) -> User:
        return self._officer(Role.COUNTY_REVIEWER)

    @cached_property
    def head(self) -> User:
        return self._officer(Role.COUNTY_HEAD)

    @cached_property
    def finance(self) -> User:
        return self._officer(Role.FINANCE_OFFICER)

    @cached_property
    def auditor(self) -> User:
        return self._officer(Role.AUDITOR)

    @cached_property
    def school(self) -> Institution:
        return institutions.institution(self.code)

    @cached_property
    def school_clerk(self) -> User:
        return institutions.clerk_of(self.school, username=f"institution_clerk-{self.code}")

    def act(self, who: str) -> Actor:
        """`office.act("reviewer")`: that person, ready to act."""
        return core.actor_for(getattr(self, who))

    @property
    def class_officers(self) -> dict[str, Actor]:
        """Keyword arguments of `factories.courses.approved_class` and its kin."""
        return {
            "by": self.act("school_clerk"),
            "clerk": self.act("clerk"),
            "reviewer": self.act("reviewer"),
            "head": self.act("head"),
        }


class Cast:
    """`cast.owner.clerk`, `cast.sibling.reviewer`, `cast.far.finance`, `cast.stranger`, …"""

    def __init__(self) -> None:
        self.owner, self.sibling, self.far = Office(OWNER), Office(SIBLING), Office(FAR)

    @cached_property
    def prefecture_officer(self) -> User:
        return core.officer(Role.PREFECTURE_OFFICER, PREFECTURE, username="prefecture-530500")

    @cached_property
    def far_prefecture_officer(self) -> User:
        return core.officer(Role.PREFECTURE_OFFICER, FAR_PREFECTURE, username="prefecture-530600")

    @cached_property
    def provincial_officer(self) -> User:
        return core.officer(Role.PROVINCIAL_OFFICER, PROVINCE, username="province-530000")

    @cached_property
    def auditor(self) -> User:
        return core.officer(Role.AUDITOR, PROVINCE, username="auditor-530000")

    @cached_property
    def system_admin(self) -> User:
        return core.officer(Role.SYSTEM_ADMIN, PROVINCE, username="admin-530000")

    @cached_property
    def other_school(self) -> Institution:
        """Another institution of the owner's county."""
        return institutions.institution(OWNER)

    @cached_property
    def other_school_clerk(self) -> User:
        return institutions.clerk_of(self.other_school, username="institution_clerk-other")

    @cached_property
    def stranger(self) -> User:
        """Signed in, appointed to nothing."""
        return core.user(username="stranger")

    def act(self, who: str) -> Actor:
        return core.actor_for(getattr(self, who))
