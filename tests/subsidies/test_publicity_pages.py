"""Publicities: organised by the office, read by anybody, gone when they are over."""

import re
from datetime import timedelta

import pytest
import time_machine

from courses.enums import Programme
from courses.models import TrainingClass
from subsidies.actions import claims, publicities
from subsidies.enums import ClaimStatus, PublicityStatus
from subsidies.models import Publicity
from tests.factories import core, subsidies
from tests.plain_numbers import plain_numbers
from trainees.enums import PersonCategory
from yunnan_training.core.models import Region

pytestmark = pytest.mark.django_db
LAST_DAY = subsidies.OPENS_ON + timedelta(days=6)  # Tuesday and four more working days: the Monday after


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(core.at(hour=15), tick=False) as moved:
        yield moved


def html(answer) -> str:
    assert answer.status_code == 200
    return answer.content.decode()


def typed(*chosen, **fields) -> dict:
    return {
        "claims": [claim.pk for claim in chosen],
        "starts_on": f"{subsidies.OPENS_ON}",
        "days": 5,
        "objection_phone": "0875-2121234",
        **fields,
    }


def opened(cast, *chosen) -> Publicity:
    return subsidies.publicity(cast.owner, list(chosen) or [subsidies.approved(cast.owner)])


class TestOrganising:
    def test_the_end_day_is_shown_before_anything_is_decided(self, cast, signed_in):
        claim = subsidies.approved(cast.owner)
        client = signed_in(cast.owner.clerk)
        page = html(client.get("/publicity/new/"))
        assert claim.number in page
        assert "2026-03-02 至 2026-03-06" in page
        assert "公示期不少于5个工作日（门户默认值）。通知没有规定公示天数" in page
        page = html(client.post("/publicity/new/", typed(claim, preview="1")))
        assert f"2026-03-03 至 {LAST_DAY}" in page
        assert not Publicity.objects.exists()

    def test_the_ticked_claims_are_publicised(self, cast, signed_in):
        chosen, other = subsidies.approved(cast.owner), subsidies.approved(cast.owner)
        answer = signed_in(cast.owner.clerk).post("/publicity/new/", typed(chosen))
        made = Publicity.objects.get()
        assert answer.url == f"/publicity/{made.pk}/"
        assert (made.ends_on, made.objection_phone) == (LAST_DAY, "0875-2121234")
        chosen.refresh_from_db()
        other.refresh_from_db()
        assert (chosen.status, other.status) == (ClaimStatus.PUBLICISED, ClaimStatus.APPROVED)

    def test_refusals_stand_at_the_head_of_the_form(self, cast, signed_in):
        claim = subsidies.approved(cast.owner)
        client = signed_in(cast.owner.clerk)
        assert "请至少选择一笔申请" in html(client.post("/publicity/new/", typed()))
        assert "不能早于今天" in html(client.post("/publicity/new/", typed(claim, starts_on="2026-03-01")))
        assert "公示期不能少于5个工作日" in html(client.post("/publicity/new/", typed(claim, days=4)))
        assert "电话号码有误" in html(client.post("/publicity/new/", typed(claim, objection_phone="12")))
        assert not Publicity.objects.exists()

    def test_a_claim_of_another_county_is_no_choice(self, cast, signed_in):
        foreign = subsidies.approved(cast.sibling)
        client = signed_in(cast.owner.clerk)
        assert foreign.number not in html(client.get("/publicity/new/"))
        assert "刷新页面后重新选择" in html(client.post("/publicity/new/", typed(foreign)))
        assert client.get("/publicity/new/?county=530581").status_code == 404

    @pytest.mark.parametrize("who", ["reviewer", "head", "finance", "auditor", "school_clerk"])
    def test_nobody_else_organises_one(self, cast, signed_in, who):
        client = signed_in(getattr(cast.owner, who))
        assert client.get("/publicity/new/").status_code == 403
        assert "组织公示" not in html(client.get("/publicity/"))


class TestDetail:
    @pytest.mark.parametrize("who", ["clerk", "reviewer", "head", "finance", "auditor"])
    def test_the_county_reads_it_and_its_neighbours_find_nothing(self, cast, signed_in, who):
        publicity = opened(cast)
        url = f"/publicity/{publicity.pk}/"
        page = html(signed_in(getattr(cast.owner, who)).get(url))
        assert publicity.claims.get().number in page
        for office in (cast.sibling, cast.far):
            client = signed_in(getattr(office, who))
            assert client.get(url).status_code == 404
            assert publicity.number not in html(client.get("/publicity/"))

    def test_it_can_not_be_closed_before_its_window_has_passed(self, cast, signed_in, clock):
        publicity = opened(cast)
        client, url = signed_in(cast.owner.clerk), f"/publicity/{publicity.pk}/"
        close = {"transition": "close", "version": 1}
        assert f"公示至{LAST_DAY}" in html(client.get(url))
        assert f"公示至{LAST_DAY}" in html(client.post(f"{url}act/", close, follow=True))
        clock.move_to(core.at(subsidies.AFTER))
        client = signed_in(cast.owner.clerk)
        assert "公示已结束" in html(client.post(f"{url}act/", close, follow=True))
        publicity.refresh_from_db()
        assert publicity.status == PublicityStatus.CLOSED
        assert publicity.claims.get().status == ClaimStatus.CLEARED

    def test_an_objection_is_written_down_and_keeps_it_open(self, cast, signed_in, clock):
        publicity = opened(cast, subsidies.approved(cast.owner), subsidies.approved(cast.owner))
        claim = publicity.claims.first()
        client, url = signed_in(cast.owner.clerk), f"/publicity/{publicity.pk}/"
        said = {"transition": "object", "claim": f"{claim.pk}-{claim.version}", "comment": ""}
        assert "登记异议：" in html(client.post(f"{url}act/", said, follow=True))
        said["comment"] = "来电反映不在一线岗位"
        assert "异议已登记" in html(client.post(f"{url}act/", said, follow=True))
        assert "该记录已被他人更新" in html(client.post(f"{url}act/", said, follow=True))
        claim.refresh_from_db()
        assert claim.status == ClaimStatus.OBJECTED
        clock.move_to(core.at(subsidies.AFTER))
        assert f"申请{claim.number}的异议尚未处理" in html(signed_in(cast.owner.clerk).get(url))

    def test_an_objection_reaches_only_claims_of_this_publicity(self, cast, signed_in):
        publicity, other = opened(cast), opened(cast)
        claim = other.claims.get()
        said = {"transition": "object", "claim": f"{claim.pk}-{claim.version}", "comment": "来电"}
        signed_in(cast.owner.clerk).post(f"/publicity/{publicity.pk}/act/", said)
        claim.refresh_from_db()
        assert claim.status == ClaimStatus.PUBLICISED

    def test_readers_and_siblings_press_no_button(self, cast, signed_in):
        publicity = opened(cast)
        url = f"/publicity/{publicity.pk}/act/"
        assert signed_in(cast.owner.finance).post(url, {"transition": "close"}).status_code == 403
        assert signed_in(cast.sibling.clerk).post(url, {"transition": "close"}).status_code == 404

    def test_the_list_needs_a_fixed_number_of_queries(self, cast, signed_in, django_assert_max_num_queries):
        for _ in range(22):
            Publicity.objects.create(
                number=f"GS530502-2026-{_ + 1000}",
                county=Region.objects.get(pk="530502"),
                starts_on=core.DAY,
                ends_on=core.DAY,
                objection_phone="0875-2121234",
                entered_by=cast.owner.clerk,
            )
        client = signed_in(cast.owner.clerk)
        client.get("/publicity/")
        with django_assert_max_num_queries(12):
            page = html(client.get("/publicity/"))
        assert "下一页" in page


class TestPublic:
    def test_anybody_reads_name_class_item_and_amount_and_no_more(self, cast, client, clock):
        """T33, P09."""
        claim = subsidies.approved(cast.owner, "H1")
        publicity = opened(cast, claim)
        clock.move_to(core.at(subsidies.OPENS_ON))
        listed = client.get("/public/publicity/")
        assert publicity.number in html(listed)
        answer = client.get(f"/public/publicity/{publicity.number}/")
        page = html(answer)
        for shown in (
            claim.trainee.name,
            claim.enrolment.training_class.name,
            "高级工技能提升补贴",
            "1,500.00",
            publicity.objection_phone,
            f"{subsidies.OPENS_ON} 至 {LAST_DAY}",
        ):
            assert shown in page
        person = claim.trainee
        hidden = [
            person.id_number_masked,
            person.bank_account_masked,
            person.phone_masked,
            claim.number,
            claim.certificate.number,
            claim.employer,
            str(person.birth_date),
            *PersonCategory.labels[:-1],
        ]
        assert [text for text in hidden if text and text in page] == []
        assert not re.search(r"\d{3}\*+\d", page)
        assert plain_numbers(answer) == plain_numbers(listed) == []

    def test_search_engines_and_caches_keep_nothing(self, cast, client, clock):
        publicity = opened(cast)
        clock.move_to(core.at(subsidies.OPENS_ON))
        for url in ("/public/publicity/", f"/public/publicity/{publicity.number}/"):
            answer = client.get(url)
            assert 'name="robots" content="noindex' in html(answer)
            assert "noindex" in answer["X-Robots-Tag"]
            assert "no-store" in answer["Cache-Control"]

    def test_it_is_there_from_its_first_day_to_its_last_and_then_gone(self, cast, client, clock):
        """P11: on its last day till midnight; the office closing it late changes nothing."""
        publicity = opened(cast)
        url = f"/public/publicity/{publicity.number}/"
        assert client.get(url).status_code == 404
        for day, there in (
            (subsidies.OPENS_ON, True),
            (LAST_DAY, True),
            (LAST_DAY + timedelta(days=1), False),
        ):
            clock.move_to(core.at(day, 23, 59))
            assert (client.get(url).status_code == 200) is there
            assert (publicity.number in html(client.get("/public/publicity/"))) is there

    def test_people_of_a_discreet_programme_are_counted_and_not_named(self, cast, client, clock):
        """P10."""
        named, unnamed = subsidies.approved(cast.owner), subsidies.approved(cast.owner, "H3")
        TrainingClass.objects.filter(pk=unnamed.enrolment.training_class_id).update(
            programme=Programme.DISABLED, name="不公开的班"
        )
        publicity = opened(cast, named, unnamed)
        clock.move_to(core.at(subsidies.OPENS_ON))
        page = html(client.get(f"/public/publicity/{publicity.number}/"))
        assert named.trainee.name in page
        assert unnamed.trainee.name not in page.replace(named.trainee.name, "")
        assert "不公开的班" not in page
        assert "另有1人，金额合计￥3,000.00" in page
        assert "2人，￥5,000.00" in page

    def test_what_was_upheld_against_somebody_is_taken_off(self, cast, client, clock):
        stays, goes = subsidies.approved(cast.owner), subsidies.approved(cast.owner, "H3")
        publicity = opened(cast, stays, goes)
        clock.move_to(core.at(subsidies.OPENS_ON))
        at = core.at(subsidies.OPENS_ON)
        claims.move(goes, "object", by=cast.owner.act("clerk"), at=at, comment="来信")
        claims.move(goes, "uphold", by=cast.owner.act("head"), at=at, comment="属实")
        page = html(client.get(f"/public/publicity/{publicity.number}/"))
        assert "高级技师培训补贴" not in page

    def test_an_unknown_number_and_a_closed_one_are_not_there(self, cast, client, clock):
        publicity = opened(cast)
        clock.move_to(core.at(subsidies.AFTER))
        publicities.close(publicity, by=cast.owner.act("clerk"), at=core.at(subsidies.AFTER))
        assert client.get(f"/public/publicity/{publicity.number}/").status_code == 404
        assert client.get("/public/publicity/GS530502-2026-9999/").status_code == 404
