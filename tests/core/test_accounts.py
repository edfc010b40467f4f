"""Accounts and appointments: who keeps them, what is refused, S06 and S07."""

import re
from datetime import date, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from tests.factories import core
from yunnan_training.core import accounts
from yunnan_training.core.models import Appointment, Passage, User
from yunnan_training.core.roles import VERBS_OF, Role, Verb
from yunnan_training.core.workflow import NotAllowed, Refused

pytestmark = pytest.mark.django_db
FROM = date(2026, 1, 1)


@pytest.fixture
def county_admin(cast) -> User:
    return core.officer(Role.SYSTEM_ADMIN, "530502", username="admin-530502")


@pytest.fixture
def kept(cast) -> User:
    """An account kept by the owner's county, without a role."""
    return core.user(region=cast.owner.region)


def new_user(**fields) -> dict:
    return {
        "username": "yang.guo",
        "full_name": "杨过",
        "work_phone": "0875-2123456",
        "region": "530502",
        **fields,
    }


def shown_password(answer) -> str:
    return re.search(r'临时密码</dt><dd class="mono">([^<]+)<', answer.content.decode()).group(1)


class TestCreating:
    def test_the_password_is_shown_once_and_must_be_changed(self, cast, signed_in, county_admin):
        answer = signed_in(county_admin).post("/users/new/", new_user())
        password = shown_password(answer).replace("&#x27;", "'")
        assert "no-store" in answer["Cache-Control"]
        made = User.objects.get(username="yang.guo")
        assert made.must_change_password
        assert made.check_password(password)
        browser = Client()
        browser.post("/accounts/login/", {"login": "yang.guo", "password": password})
        assert browser.get("/").url == "/accounts/password/change/"
        assert password not in signed_in(county_admin).get(f"/users/{made.pk}/").content.decode()

    def test_a_taken_name_is_refused_in_chinese(self, cast, signed_in, county_admin):
        core.user(username="yang.guo")
        page = signed_in(county_admin).post("/users/new/", new_user()).content.decode()
        assert "登录名已存在" in page
        with pytest.raises(Refused, match="登录名已存在"):
            accounts.create(
                username="yang.guo",
                full_name="杨过",
                region=cast.owner.region,
                by=core.actor_for(county_admin),
                at=core.at(),
            )

    @pytest.mark.parametrize("name", ["杨过", "1yang", "y", "yang guo"])
    def test_a_login_name_of_another_shape_is_refused(self, cast, signed_in, county_admin, name):
        page = signed_in(county_admin).post("/users/new/", new_user(username=name)).content.decode()
        assert "登录名须以小写字母开头" in page

    def test_a_county_administrator_makes_no_account_for_a_sibling(self, cast, signed_in, county_admin):
        signed_in(county_admin).post("/users/new/", new_user(region="530581"))
        assert not User.objects.filter(username="yang.guo").exists()
        with pytest.raises(NotAllowed):
            accounts.create(
                username="yang.guo",
                full_name="杨过",
                region=cast.sibling.region,
                by=core.actor_for(county_admin),
                at=core.at(),
            )


class TestReach:
    def test_a_county_administrator_sees_the_own_countys_accounts_only(
        self, cast, signed_in, county_admin, kept
    ):
        foreign = core.user(region=cast.sibling.region)
        client = signed_in(county_admin)
        page = client.get("/users/").content.decode()
        assert kept.username in page
        assert foreign.username not in page
        assert client.get(f"/users/{kept.pk}/").status_code == 200
        for tail in ("", "password/", "active/", "second-factor/", "appointments/new/"):
            assert client.get(f"/users/{foreign.pk}/{tail}").status_code == 404

    def test_an_account_without_a_region_is_the_provinces(self, cast, signed_in, county_admin):
        bare = core.user()
        assert signed_in(county_admin).get(f"/users/{bare.pk}/").status_code == 404
        assert signed_in(cast.system_admin).get(f"/users/{bare.pk}/").status_code == 200

    def test_who_holds_an_office_beyond_is_left_to_the_superior(self, cast, county_admin, kept):
        """Otherwise a county could reset the password of somebody with rights in the province."""
        core.appoint(kept, Role.PREFECTURE_OFFICER, "530500")
        by = core.actor_for(county_admin)
        with pytest.raises(Refused, match="上级系统管理员"):
            accounts.reset_password(kept, by=by, at=core.at())
        with pytest.raises(Refused, match="上级系统管理员"):
            accounts.set_active(kept, False, by=by, at=core.at(), reason="调离")

    @pytest.mark.parametrize("who", ["clerk", "reviewer", "head", "finance", "auditor", "school_clerk"])
    def test_nobody_else_keeps_accounts(self, cast, signed_in, kept, who):
        client = signed_in(getattr(cast.owner, who))
        for url in ("/users/", "/users/new/", f"/users/{kept.pk}/", f"/users/{kept.pk}/password/"):
            assert client.get(url).status_code == 403

    def test_an_administrator_has_no_business_page(self, cast, signed_in):
        assert VERBS_OF[Role.SYSTEM_ADMIN] == {Verb.MANAGE_USERS, Verb.VIEW_JOB}
        client = signed_in(cast.system_admin)
        for url in ("/institutions/", "/trainees/", "/help-desk/", "/audit/", "/audit/personal-data/"):
            assert client.get(url).status_code == 403


class TestAppointing:
    def appoint(self, by: User, person: User, role: Role, code: str, **fields):
        return accounts.appoint(
            person,
            role=role,
            region=core.region(code),
            by=core.actor_for(by),
            at=core.at(),
            **{"valid_from": FROM, **fields},
        )

    def test_it_is_recorded_with_role_place_and_days(self, cast, signed_in, county_admin, kept):
        typed = {"role": "county_clerk", "region": "530502", "valid_from": "2026-01-01", "valid_to": ""}
        answer = signed_in(county_admin).post(f"/users/{kept.pk}/appointments/new/", typed)
        assert answer.status_code == 302
        passage = Passage.objects.get(object_type="core.user", object_id=kept.pk)
        assert (passage.label, passage.actor) == ("任职", county_admin)
        assert passage.comment == "隆阳区 县级经办人,2026-01-01起"

    def test_nobody_appoints_themselves(self, cast, signed_in, county_admin):
        User.objects.filter(pk=county_admin.pk).update(region=cast.owner.region)
        with pytest.raises(Refused, match="不能办理本人"):
            self.appoint(county_admin, county_admin, Role.COUNTY_CLERK, "530502")
        typed = {"role": "county_clerk", "region": "530502", "valid_from": "2026-01-01"}
        url = f"/users/{county_admin.pk}/appointments/new/"
        assert "不能办理本人" in signed_in(county_admin).post(url, typed).content.decode()
        with pytest.raises(Refused, match="不能办理本人"):
            accounts.reset_password(county_admin, by=core.actor_for(county_admin), at=core.at())

    @pytest.mark.parametrize(
        ("held", "wanted"),
        [
            (Role.SYSTEM_ADMIN, Role.COUNTY_CLERK),
            (Role.SYSTEM_ADMIN, Role.AUDITOR),
            (Role.AUDITOR, Role.SYSTEM_ADMIN),
            (Role.AUDITOR, Role.COUNTY_HEAD),
            (Role.COUNTY_REVIEWER, Role.SYSTEM_ADMIN),
            (Role.FINANCE_OFFICER, Role.AUDITOR),
        ],
    )
    def test_the_three_duties_are_three_people(self, cast, county_admin, kept, held, wanted):
        self.appoint(county_admin, kept, held, "530502")
        with pytest.raises(Refused, match="须分别由不同的人担任"):
            self.appoint(county_admin, kept, wanted, "530502")

    def test_one_after_the_other_is_fine(self, cast, county_admin, kept):
        self.appoint(county_admin, kept, Role.AUDITOR, "530502", valid_to=date(2026, 6, 30))
        self.appoint(county_admin, kept, Role.COUNTY_CLERK, "530502", valid_from=date(2026, 7, 1))

    def test_who_acts_for_an_institution_administers_nothing(self, cast, county_admin):
        person = cast.owner.school_clerk
        User.objects.filter(pk=person.pk).update(region=cast.owner.region)
        with pytest.raises(Refused, match=r"培训机构经办人:.*须分别由不同的人担任"):
            self.appoint(county_admin, person, Role.SYSTEM_ADMIN, "530502")

    def test_beyond_the_own_divisions_nobody_is_appointed(self, cast, county_admin, kept):
        with pytest.raises(NotAllowed):
            self.appoint(county_admin, kept, Role.COUNTY_CLERK, "530581")
        with pytest.raises(NotAllowed):
            self.appoint(county_admin, kept, Role.PROVINCIAL_OFFICER, "530000")

    @pytest.mark.parametrize(
        ("role", "code"),
        [
            (Role.COUNTY_CLERK, "530500"),
            (Role.PREFECTURE_OFFICER, "530502"),
            (Role.PROVINCIAL_OFFICER, "530500"),
            (Role.TRAINEE, "530502"),
            (Role.INSTITUTION_CLERK, "530502"),
        ],
    )
    def test_a_role_stands_at_its_own_level(self, cast, kept, role, code):
        with pytest.raises(Refused, match="不能任职于"):
            self.appoint(cast.system_admin, kept, role, code)

    def test_the_same_twice_is_refused_in_chinese(self, cast, county_admin, kept):
        self.appoint(county_admin, kept, Role.COUNTY_CLERK, "530502")
        with pytest.raises(Refused, match="该任职已登记"):
            self.appoint(county_admin, kept, Role.COUNTY_CLERK, "530502")

    def test_an_end_before_the_beginning_is_refused_in_chinese(self, cast, county_admin, kept):
        with pytest.raises(Refused, match="截止日期不能早于起始日期"):
            self.appoint(county_admin, kept, Role.COUNTY_CLERK, "530502", valid_to=date(2025, 12, 31))

    def test_only_a_heads_delegate_has_a_paper(self, cast, county_admin, kept):
        with pytest.raises(Refused, match="书面委托"):
            self.appoint(county_admin, kept, Role.COUNTY_CLERK, "530502", delegation="隆人社发〔2026〕1号")

    def test_after_its_last_day_the_role_is_gone(self, cast, signed_in, county_admin, kept):
        held = self.appoint(county_admin, kept, Role.COUNTY_CLERK, "530502")
        yesterday = timezone.localdate() - timedelta(days=1)
        url = f"/users/{kept.pk}/appointments/{held.pk}/end/"
        assert signed_in(kept).get("/trainees/").status_code == 200
        assert signed_in(county_admin).post(url, {"on": str(yesterday)}).status_code == 302
        assert signed_in(kept).get("/trainees/").status_code == 403
        assert Appointment.objects.get(pk=held.pk).valid_to == yesterday
        with pytest.raises(Refused, match="已于"):
            accounts.end(
                held, on=yesterday + timedelta(days=9), by=core.actor_for(county_admin), at=core.at()
            )


class TestClosing:
    def test_a_disabled_person_is_out_at_once_and_history_stays(self, cast, signed_in, county_admin, kept):
        core.appoint(kept, Role.COUNTY_CLERK, "530502")
        browser = signed_in(kept)
        assert browser.get("/trainees/").status_code == 200
        answer = signed_in(county_admin).post(
            f"/users/{kept.pk}/active/", {"reason": "调离岗位", "active": "0"}
        )
        assert answer.status_code == 302
        assert browser.get("/trainees/").status_code == 302
        assert kept.appointments.exists()
        assert Passage.objects.get(move="disable").comment == "调离岗位"

    def test_disabling_wants_a_reason(self, cast, county_admin, kept):
        with pytest.raises(Refused, match="理由"):
            accounts.set_active(kept, False, by=core.actor_for(county_admin), at=core.at(), reason="")

    def test_a_reset_ends_the_session_and_makes_a_new_first_password(
        self, cast, signed_in, county_admin, kept
    ):
        core.appoint(kept, Role.COUNTY_CLERK, "530502")
        browser = signed_in(kept)
        assert browser.get("/trainees/").status_code == 200
        answer = signed_in(county_admin).post(f"/users/{kept.pk}/password/")
        assert browser.get("/trainees/").status_code == 302
        kept.refresh_from_db()
        assert kept.must_change_password
        assert not kept.check_password(core.PASSWORD)
        assert shown_password(answer)

    def test_a_second_factor_that_isnt_there_cannot_be_cleared(self, cast, county_admin, kept):
        with pytest.raises(Refused, match="没有开启两步验证"):
            accounts.clear_second_factor(kept, by=core.actor_for(county_admin), at=core.at())


def test_the_list_shows_offices_of_every_kind(cast, signed_in, django_assert_max_num_queries):
    people = [cast.owner.clerk, cast.owner.school_clerk, cast.sibling.clerk]
    client = signed_in(cast.system_admin)
    client.get("/users/")
    with django_assert_max_num_queries(14):
        page = client.get("/users/").content.decode()
    assert all(person.username in page for person in people)
    assert f"{cast.owner.school.name} 培训机构经办人" in page
    assert "隆阳区人力资源和社会保障局 县级经办人" in page


def test_the_own_account_is_shown_without_buttons(cast, signed_in):
    page = signed_in(cast.system_admin).get(f"/users/{cast.system_admin.pk}/").content.decode()
    assert "本人的任职、停用和密码重置由另一名系统管理员办理" in page
    for tail in ("appointments/", "password/", "active/", "second-factor/"):
        assert f"/users/{cast.system_admin.pk}/{tail}" not in page
