"""Pages of claims: who opens them, what they show, what the buttons say when they can't be pressed."""

import re
from datetime import date
from decimal import Decimal

import pytest
import time_machine

from subsidies.actions import claims
from subsidies.enums import ClaimStatus
from subsidies.models import Claim
from tests.factories import core, subsidies, trainees
from tests.plain_numbers import plain_numbers
from yunnan_training.core.templatetags.portal import typeset
from yunnan_training.core.workflow import passages

pytestmark = pytest.mark.django_db
READERS = ["clerk", "reviewer", "head", "finance", "auditor"]


@pytest.fixture(autouse=True)
def _the_day():
    with time_machine.travel(core.at(hour=15), tick=False):
        yield


def html(answer) -> str:
    assert answer.status_code == 200
    return answer.content.decode()


def act(client, claim, name, *, version=None, comment=""):
    typed = {"transition": name, "version": version or claim.version, "comment": comment}
    return client.post(f"/claims/{claim.pk}/act/", typed, follow=True)


class TestReach:
    @pytest.mark.parametrize("who", READERS)
    def test_the_county_reads_it_and_its_neighbours_find_nothing(self, cast, signed_in, who):
        claim = subsidies.draft(cast.owner)
        url = f"/claims/{claim.pk}/"
        page = html(signed_in(getattr(cast.owner, who)).get(url))
        assert claim.trainee.name in page
        assert claim.trainee.id_number_masked in page
        for office in (cast.sibling, cast.far):
            client = signed_in(getattr(office, who))
            assert client.get(url).status_code == 404
            assert claim.number not in html(client.get("/claims/"))

    @pytest.mark.parametrize("tail", ["edit/", "act/"])
    def test_a_sibling_finds_no_form_and_no_button(self, cast, signed_in, tail):
        claim = subsidies.draft(cast.owner)
        url = f"/claims/{claim.pk}/{tail}"
        answer = signed_in(cast.sibling.clerk).post(url, {"transition": "submit", "version": 1})
        assert answer.status_code == 404
        claim.refresh_from_db()
        assert claim.status == ClaimStatus.DRAFT

    def test_prefecture_and_province_read_their_own(self, cast, signed_in):
        url = f"/claims/{subsidies.draft(cast.owner).pk}/"
        assert signed_in(cast.prefecture_officer).get(url).status_code == 200
        assert signed_in(cast.provincial_officer).get(url).status_code == 200
        assert signed_in(cast.far_prefecture_officer).get(url).status_code == 404

    def test_an_institution_sees_only_what_it_claimed(self, cast, signed_in):
        papers = subsidies.papers(cast.owner)
        by = cast.owner.act("school_clerk")
        claim = claims.enter(**papers, agreement="协议2026-1号", by=by, at=core.at())
        direct = subsidies.draft(cast.owner)
        client = signed_in(cast.owner.school_clerk)
        page = html(client.get("/claims/"))
        assert claim.number in page
        assert direct.number not in page
        assert client.get(f"/claims/{direct.pk}/").status_code == 404
        assert signed_in(cast.other_school_clerk).get(f"/claims/{claim.pk}/").status_code == 404

    def test_administrators_and_strangers_have_no_business_here(self, cast, signed_in):
        claim = subsidies.draft(cast.owner)
        for who in (cast.system_admin, cast.stranger):
            for url in ("/claims/", f"/claims/{claim.pk}/", "/claims/new/"):
                assert signed_in(who).get(url).status_code == 403

    @pytest.mark.parametrize("who", ["reviewer", "head", "finance", "auditor"])
    def test_only_those_who_enter_see_the_way_in(self, cast, signed_in, who):
        claim = subsidies.draft(cast.owner)
        client = signed_in(getattr(cast.owner, who))
        assert "新建申请" not in html(client.get("/claims/"))
        assert client.get("/claims/new/").status_code == 403
        assert client.get(f"/claims/{claim.pk}/edit/").status_code == 403

    def test_the_link_to_the_person_is_there_only_for_those_who_may_follow_it(self, cast, signed_in):
        claim = subsidies.draft(cast.owner)
        link = f'href="/trainees/{claim.trainee_id}/"'
        assert link in html(signed_in(cast.owner.reviewer).get(f"/claims/{claim.pk}/"))
        assert link not in html(signed_in(cast.owner.finance).get(f"/claims/{claim.pk}/"))


class TestList:
    def test_search_by_number_item_and_several_states(self, cast, signed_in):
        draft, submitted = subsidies.draft(cast.owner), subsidies.submitted(cast.owner, "H3")
        reviewed = subsidies.reviewed(cast.owner, "H1")
        client = signed_in(cast.owner.clerk)

        def found(**typed) -> set[str]:
            page = html(client.get("/claims/", typed))
            return {claim.number for claim in (draft, submitted, reviewed) if claim.number in page}

        assert found() == {draft.number, submitted.number, reviewed.number}
        assert found(status="draft") == {draft.number}
        assert found(status=["draft", "submitted"]) == {draft.number, submitted.number}
        assert found(item="H1") == {reviewed.number}
        assert found(number=submitted.number) == {submitted.number}

    def test_a_name_is_posted_and_never_read_from_an_address(self, cast, signed_in):
        wanted = subsidies.draft(cast.owner, who=trainees.trainee(name="段正淳"))
        other = subsidies.draft(cast.owner, who=trainees.trainee(name="高升泰"))
        client = signed_in(cast.owner.clerk)
        page = html(client.post("/claims/", {"name": "段正淳"}))
        assert wanted.number in page
        assert other.number not in page
        assert other.number in html(client.get("/claims/", {"name": "段正淳"}))

    def test_a_search_without_a_name_becomes_an_address_that_can_be_kept(self, cast, signed_in):
        answer = signed_in(cast.owner.clerk).post("/claims/", {"name": "", "item": "H2", "status": ["draft"]})
        assert (answer.status_code, answer.url) == (302, "/claims/?item=H2&status=draft")

    def test_a_county_is_a_choice_only_for_those_who_reach_several(self, cast, signed_in):
        assert 'name="county"' not in html(signed_in(cast.owner.clerk).get("/claims/"))
        assert 'name="county"' in html(signed_in(cast.prefecture_officer).get("/claims/"))

    def test_it_needs_a_fixed_number_of_queries(self, cast, signed_in, django_assert_max_num_queries):
        for _ in range(22):
            subsidies.draft(cast.owner)
        client = signed_in(cast.owner.clerk)
        client.get("/claims/")
        with django_assert_max_num_queries(12):
            answer = client.get("/claims/")
        assert "下一页" in html(answer)
        assert plain_numbers(answer) == []


class TestEntering:
    def test_the_first_step_lists_unclaimed_fitting_certificates_masked(self, cast, signed_in):
        free, used = subsidies.papers(cast.owner), subsidies.draft(cast.owner)
        elementary = subsidies.papers(cast.owner)
        elementary["certificate"].level = "5"
        elementary["certificate"].save()
        elsewhere = subsidies.papers(cast.sibling)
        answer = signed_in(cast.owner.clerk).get("/claims/new/")
        page = html(answer)
        for papers, shown in ((free, True), (elementary, False), (elsewhere, False)):
            assert (f"/claims/new/{papers['enrolment'].pk}/" in page) is shown
        assert f"/claims/new/{used.enrolment_id}/" not in page
        assert free["certificate"].trainee.id_number_masked in page
        assert plain_numbers(answer) == []

    def test_the_first_step_is_searched_by_post(self, cast, signed_in):
        wanted = subsidies.papers(cast.owner, who=trainees.trainee(name="段正淳"))
        other = subsidies.papers(cast.owner, who=trainees.trainee(name="高升泰"))
        page = html(signed_in(cast.owner.clerk).post("/claims/new/", {"name": "段正淳"}))
        assert f"/claims/new/{wanted['enrolment'].pk}/" in page
        assert f"/claims/new/{other['enrolment'].pk}/" not in page

    def test_an_institution_chooses_among_its_own_people_only(self, cast, signed_in):
        papers = subsidies.papers(cast.owner)
        url = f"/claims/new/{papers['enrolment'].pk}/"
        assert url in html(signed_in(cast.owner.school_clerk).get("/claims/new/"))
        assert url not in html(signed_in(cast.other_school_clerk).get("/claims/new/"))
        assert signed_in(cast.other_school_clerk).get(url).status_code == 404
        assert signed_in(cast.sibling.clerk).get(url).status_code == 404

    def test_a_certificate_that_is_claimed_has_no_form(self, cast, signed_in):
        claim = subsidies.draft(cast.owner)
        answer = signed_in(cast.owner.clerk).get(f"/claims/new/{claim.enrolment_id}/", follow=True)
        assert answer.redirect_chain == [("/claims/new/", 302)]
        assert "证书已用于另一笔申请" in html(answer)
        assert signed_in(cast.sibling.clerk).get(f"/claims/new/{claim.enrolment_id}/").status_code == 404

    def test_a_capped_amount_is_never_filled_in(self, cast, signed_in):
        """T01: the box is empty, and an empty box is no amount."""
        url = f"/claims/new/{subsidies.papers(cast.owner, 'H1')['enrolment'].pk}/"
        client = signed_in(cast.owner.clerk)
        page = html(client.get(url))
        box = re.search(r"<input[^>]*name=\"entered_amount\"[^>]*>", page).group()
        assert "value=" not in box
        assert "disabled" not in box
        assert "不超过2000元" in page
        assert "一(十)" in page
        typed = {"employer": "某厂(虚构)", "enterprise_employee": "True", "amount_basis": "隆阳3号"}
        assert "请填写申请金额，系统不代填" in html(client.post(url, typed))
        assert not Claim.objects.exists()

    @pytest.mark.parametrize(("typed", "met"), [("2000.00", True), ("2000.01", False), ("0.01", True)])
    def test_the_cap_includes_itself(self, cast, signed_in, typed, met):
        enrolment = subsidies.papers(cast.owner, "H1")["enrolment"]
        client = signed_in(cast.owner.clerk)
        fields = {
            "employer": "某厂(虚构)",
            "enterprise_employee": "True",
            "entered_amount": typed,
            "amount_basis": "隆阳人社发〔2026〕3号(虚构)",
        }
        assert client.post(f"/claims/new/{enrolment.pk}/", fields).status_code == 302
        page = html(client.get(f"/claims/{Claim.objects.get().pk}/"))
        assert ("超过上限2000.00元" in page.replace("不超过", "")) is not met

    @pytest.mark.parametrize(("item", "amount"), [("H2", "2000.00"), ("H3", "3000.00"), ("H4", "1000.00")])
    def test_a_fixed_amount_is_shown_and_can_not_be_typed(self, cast, signed_in, item, amount):
        """T02: what a browser sends for it is not read."""
        url = f"/claims/new/{subsidies.papers(cast.owner, item)['enrolment'].pk}/"
        client = signed_in(cast.owner.clerk)
        page = html(client.get(url))
        box = re.search(r"<input[^>]*name=\"fixed_amount\"[^>]*>", page).group()
        assert f'value="{amount}"' in box
        assert "disabled" in box
        assert 'name="entered_amount"' not in page
        typed = {
            "employer": "某厂(虚构)",
            "front_line_post": "True",
            "new_technology_training": "True",
            "fixed_amount": "1999",
            "entered_amount": "1999",
        }
        assert client.post(url, typed).status_code == 302
        claim = Claim.objects.get()
        assert (claim.item, claim.entered_amount) == (item, None)
        assert claim.assessments.get().amount == Decimal(amount)

    def test_an_institution_names_the_agreement_and_the_county_needs_none(self, cast, signed_in):
        url = f"/claims/new/{subsidies.papers(cast.owner)['enrolment'].pk}/"
        assert 'name="agreement"' not in html(signed_in(cast.owner.clerk).get(url))
        client = signed_in(cast.owner.school_clerk)
        assert 'name="agreement"' in html(client.get(url))
        typed = {"employer": "某厂(虚构)", "front_line_post": "True"}
        assert "须填写申请人签署的代为申请协议" in html(client.post(url, typed))
        assert client.post(url, typed | {"agreement": "协议2026-1号"}).status_code == 302
        assert Claim.objects.get().institution == cast.owner.school

    def test_what_is_not_verified_stays_unknown(self, cast, signed_in):
        url = f"/claims/new/{subsidies.papers(cast.owner)['enrolment'].pk}/"
        client = signed_in(cast.owner.clerk)
        client.post(url, {"employer": "某厂(虚构)", "front_line_post": ""})
        claim = Claim.objects.get()
        assert claim.front_line_post is None
        page = html(client.get(f"/claims/{claim.pk}/"))
        assert "无法判断" in page
        assert "是否在企业生产一线岗位工作尚未核实" in page


class TestDetail:
    def test_it_shows_every_reason_with_its_clause_and_the_worksheet(self, cast, signed_in):
        claim = subsidies.draft(cast.owner, "H1")
        answer = signed_in(cast.owner.reviewer).get(f"/claims/{claim.pk}/")
        page = html(answer)
        made = claim.assessments.get()
        for check in made.checks.all():
            assert typeset(check.sentence) in page
            assert check.clause in page
        rows = re.search(r"<table class=\"worksheet\">(.*?)</table>", page, re.DOTALL).group(1)
        values = re.findall(r"<td class=\"value\">(.*?)</td>", rows)
        assert values == [line.value for line in made.worksheet.all()]
        assert values[-1] == "1500.00元"
        assert "企业职工：<b>是</b>" in page
        assert made.rules_version[:16] in page
        assert made.facts_digest[:16] in page
        assert plain_numbers(answer) == []

    def test_an_earlier_assessment_is_folded_under_the_newest(self, cast, signed_in):
        claim = subsidies.draft(cast.owner, front_line_post=None)
        claims.correct(claim, front_line_post=True, by=cast.owner.act("clerk"), at=core.at(hour=10))
        page = html(signed_in(cast.owner.clerk).get(f"/claims/{claim.pk}/"))
        newest, _, earlier = page.partition("以前的核定")
        assert "申请人在企业生产一线岗位工作。" in newest
        assert "是否在企业生产一线岗位工作尚未核实" in earlier

    def test_a_change_in_the_records_is_told_and_weighed_again(self, cast, signed_in):
        claim = subsidies.submitted(cast.owner)
        certificate = claim.certificate
        certificate.issued_on = date(2026, 2, 11)
        certificate.save()
        client = signed_in(cast.owner.reviewer)
        assert "请重新核定" in html(client.get(f"/claims/{claim.pk}/"))
        page = html(act(client, claim, "assess"))
        assert "已办理“核定”" in page
        assert "请重新核定" not in page
        assert claim.assessments.count() == 3

    def test_finance_does_not_weigh(self, cast, signed_in):
        claim = subsidies.draft(cast.owner)
        client = signed_in(cast.owner.finance)
        assert 'value="assess"' not in html(client.get(f"/claims/{claim.pk}/"))
        assert act(client, claim, "assess").status_code == 403
        assert claim.assessments.count() == 1

    def test_a_question_left_to_a_person_is_answered_with_its_reason(self, cast, signed_in):
        papers = subsidies.papers(cast.owner, "H2")
        certificate, enrolment = papers["certificate"], papers["enrolment"]
        training_class = enrolment.training_class
        training_class.start_on = training_class.end_on = date(2018, 11, 2)
        training_class.save()
        certificate.issued_on = date(2018, 12, 1)
        certificate.save()
        fields = {"employer": "某厂(虚构)", "front_line_post": True}
        claim = claims.enter(**papers, **fields, by=cast.owner.act("clerk"), at=core.at())
        client = signed_in(cast.owner.clerk)
        page = html(client.get(f"/claims/{claim.pk}/"))
        assert "需人工认定" in page
        assert "填写认定意见和理由" in page
        url = f"/claims/{claim.pk}/edit/"
        assert 'name="accepted_certificate_is_issued"' in html(client.get(url))
        typed = {"employer": "某厂(虚构)", "front_line_post": "True", "version": claim.version}
        answer = {"accepted_certificate_is_issued": "yes"}
        assert "人工认定必须写明理由" in html(client.post(url, typed | answer))
        answer["reason_certificate_is_issued"] = "经省厅答复可以享受"
        assert client.post(url, typed | answer).status_code == 302
        claim.refresh_from_db()
        assert claim.findings == [
            {"check": "certificate_is_issued", "accepted": True, "reason": "经省厅答复可以享受"}
        ]
        assert "经省厅答复可以享受" in html(client.get(url))
        assert claims.assessments.newest(claim).outcome == "met"

    def test_each_state_has_its_place_on_the_step_bar(self, cast, signed_in):
        client = signed_in(cast.owner.clerk)
        paid = subsidies.cleared(cast.owner)
        subsidies.settled(cast.owner, paid)
        bar = html(client.get(f"/claims/{paid[0].pk}/")).partition("办理进度")[2].partition("</ol>")[0]
        assert bar.count('class="done"') == 7
        rejected = subsidies.submitted(cast.owner)
        claims.move(rejected, "reject", by=cast.owner.act("reviewer"), at=core.at(hour=16), comment="不实")
        bar = html(client.get(f"/claims/{rejected.pk}/")).partition("办理进度")[2].partition("</ol>")[0]
        assert bar.count('class="blocked"') == 1


class TestButtons:
    def test_from_draft_to_approved_by_three_people(self, cast, signed_in):
        claim = subsidies.draft(cast.owner)
        for who, name in (("clerk", "submit"), ("reviewer", "review"), ("head", "approve")):
            client = signed_in(getattr(cast.owner, who))
            assert f'value="{name}"' in html(client.get(f"/claims/{claim.pk}/"))
            page = html(act(client, claim, name))
            assert "已办理" in page
            claim.refresh_from_db()
        assert (claim.status, claim.amount) == (ClaimStatus.APPROVED, Decimal("2000.00"))
        # Who has nothing to do is told who has.
        assert "由县级经办人组织公示" in html(signed_in(cast.owner.finance).get(f"/claims/{claim.pk}/"))

    def test_a_step_that_can_not_be_taken_says_why(self, cast, signed_in):
        claim = subsidies.draft(cast.owner, front_line_post=False)
        client = signed_in(cast.owner.clerk)
        page = html(client.get(f"/claims/{claim.pk}/"))
        assert "申请人不在企业生产一线岗位工作" in page.partition('class="refusals"')[2]
        assert "申请人不在企业生产一线岗位工作" in html(act(client, claim, "submit"))
        claim.refresh_from_db()
        assert claim.status == ClaimStatus.DRAFT

    def test_the_wrong_person_is_refused(self, cast, signed_in):
        claim = subsidies.submitted(cast.owner)
        assert act(signed_in(cast.owner.clerk), claim, "review").status_code == 403
        assert act(signed_in(cast.owner.auditor), claim, "review").status_code == 403

    @pytest.mark.parametrize("name", ["publicise", "clear", "batch", "pay"])
    def test_what_only_happens_with_others_has_no_button(self, cast, signed_in, name):
        claim = subsidies.approved(cast.owner)
        assert act(signed_in(cast.owner.clerk), claim, name).status_code == 403

    def test_an_unknown_button_is_no_button(self, cast, signed_in):
        claim = subsidies.draft(cast.owner)
        assert "提交的内容不完整" in html(act(signed_in(cast.owner.clerk), claim, "fly"))

    def test_a_return_wants_its_reason(self, cast, signed_in):
        claim = subsidies.submitted(cast.owner)
        client = signed_in(cast.owner.reviewer)
        assert "必须填写意见" in html(act(client, claim, "return_for_correction"))
        act(client, claim, "return_for_correction", comment="请补岗位证明")
        page = html(signed_in(cast.owner.clerk).get(f"/claims/{claim.pk}/"))
        assert "<b>退回补正：</b>请补岗位证明" in page

    def test_an_old_page_is_told_so(self, cast, signed_in):
        claim = subsidies.draft(cast.owner)
        claims.correct(claim, employer="另一家(虚构)", by=cast.owner.act("clerk"), at=core.at())
        client = signed_in(cast.owner.clerk)
        assert "该记录已被他人更新，请刷新页面后重试" in html(act(client, claim, "submit", version=1))
        typed = {"employer": "某厂(虚构)", "front_line_post": "True", "version": 1}
        assert "该记录已被他人更新" in html(client.post(f"/claims/{claim.pk}/edit/", typed))

    def test_a_submitted_claim_is_not_rewritten(self, cast, signed_in):
        claim = subsidies.submitted(cast.owner)
        client = signed_in(cast.owner.clerk)
        assert "/edit/" not in html(client.get(f"/claims/{claim.pk}/"))
        typed = {"employer": "某厂(虚构)", "front_line_post": "True", "version": claim.version}
        assert "不能修改" in html(client.post(f"/claims/{claim.pk}/edit/", typed))

    def test_a_changed_account_is_confirmed_by_the_reviewer(self, cast, signed_in):
        claim = subsidies.cleared(cast.owner)[0]
        subsidies.change_account(claim.trainee)
        url = f"/claims/{claim.pk}/"
        assert "由审核人确认收款账号" in html(signed_in(cast.owner.finance).get(url))
        assert 'value="confirm_account"' not in html(signed_in(cast.owner.finance).get(url))
        client = signed_in(cast.owner.reviewer)
        assert 'value="confirm_account"' in html(client.get(url))
        assert "请填写核对账号的依据" in html(act(client, claim, "confirm_account"))
        page = html(act(client, claim, "confirm_account", comment="核对银行卡复印件"))
        assert "已办理“确认收款账号”" in page
        assert "由审核人确认收款账号" not in page
        assert passages(claim).filter(move="confirm_account").exists()
