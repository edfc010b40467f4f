"""The doors to claims: entry and correction, every move of a claim's life, a new look by the rules."""

from datetime import datetime

import django_filters
from django.db.models import Prefetch, QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.response import Response

from yunnan_training.core.api.etag import require_match
from yunnan_training.core.api.fast_lists import Column, FastListMixin, label
from yunnan_training.core.api.fields import IdFilter, PlaceFilter
from yunnan_training.core.api.transitions import WorkflowMixin
from yunnan_training.core.api.viewsets import CreateMixin, ScopedViewSet, UpdateMixin, now
from yunnan_training.core.roles import Verb
from yunnan_training.core.states import Move
from yunnan_training.core.workflow import Actor

from ...actions import claims as acts
from ...enums import ClaimStatus
from ...models import Assessment, Claim
from ...models.claim import ITEM_CHOICES
from ...selectors import CLAIM_RELATED
from ...workflow import CLAIM_WORKFLOW
from ..serializers import claims as shapes
from .examples import CLAIM_CREATE, CLAIM_LIST, CLAIM_UPDATE, COMMENT_EXAMPLES


class ClaimFilter(django_filters.FilterSet):
    number = django_filters.CharFilter(label="申请编号")
    status = django_filters.MultipleChoiceFilter(label="状态", choices=ClaimStatus.choices)
    item = django_filters.ChoiceFilter(label="补贴项目", choices=ITEM_CHOICES)
    county = PlaceFilter(label="受理州市或县(市、区)代码", field_name="county")
    institution = IdFilter(label="代办机构编号")
    trainee = IdFilter(label="申请人编号")
    certificate = IdFilter(label="证书编号(记录号)")
    training_class = IdFilter(label="参加的培训班编号", field_name="enrolment__training_class")
    publicity = IdFilter(label="所在公示编号")
    batch = IdFilter(label="列入过的拨付批次编号", field_name="payments__batch")
    claimed_on = django_filters.DateFromToRangeFilter(label="申请日期")

    class Meta:
        model = Claim
        fields = ()


class ClaimViewSet(CreateMixin, UpdateMixin, WorkflowMixin, FastListMixin, ScopedViewSet):
    model = Claim
    scope_resource = "claims"
    verbs = {
        "list": Verb.VIEW_CLAIM,
        "retrieve": Verb.VIEW_CLAIM,
        "create": Verb.ENTER_CLAIM,
        "partial_update": Verb.ENTER_CLAIM,
        # Whoever enters, reviews or approves may ask the rules; the action asks which.
        "assess": Verb.VIEW_CLAIM,
        "confirm_account": Verb.REVIEW_CLAIM,
    }
    workflow = CLAIM_WORKFLOW
    versioned_actions = ("confirm_account",)
    serializer_class = shapes.ClaimSerializer
    write_serializers = {
        "create": shapes.ClaimCreateSerializer,
        "partial_update": shapes.ClaimWriteSerializer,
        "confirm_account": shapes.ConfirmAccountSerializer,
    }
    filterset_class = ClaimFilter
    list_fields = {
        "id": "id",
        "number": "number",
        "trainee": "trainee_id",
        "trainee_name": "trainee__name",
        "id_number": "trainee__id_number_masked",
        "county": "county_id",
        "county_name": "county__name",
        "institution": "institution_id",
        "institution_name": "institution__name",
        "item": "item",
        "item_label": Column(
            "item",
            show=dict(ITEM_CHOICES).get,
            field=serializers.CharField(read_only=True, label="补贴项目名称"),
        ),
        "certificate": "certificate_id",
        "training_class": "enrolment__training_class_id",
        "entered_amount": "entered_amount",
        "amount": "amount",
        "claimed_on": "claimed_on",
        "publicity": "publicity_id",
        "status": "status",
        "status_label": label("status", ClaimStatus),
        "version": "version",
        "created_at": "created_at",
    }
    summaries = {
        "create": "录入补贴申请",
        "partial_update": "修改补贴申请",
        "assess": "按现行规则重新核定",
        "confirm_account": "确认收款账号",
    }
    descriptions = {
        "list": "身份证号码一律遮盖。不按姓名查询：查人请用 `trainees/search`，再按申请人编号查询。",
        "create": "通知一(十)。县级经办人为本县(市、区)录入；机构为本机构培训班的学员代为申请，须有申请人签署的协议。"
        "录入后为草稿，并即时核定。金额不代填：通知只规定上限的项目须填写申请金额和依据。",
        "partial_update": "仅草稿和退回补正的申请可以修改，修改后即时重新核定。申请人不能变更。",
        "assess": "录入、审核、批准人员均可办理。核定不改变申请的状态和版本；结论连同理由、计算表另存一条核定记录。",
        "submit": "提交之日为申请日期，按该日的标准核定；结论不是“符合”的不能提交，理由逐条列出。",
        "approve": "核定金额取自最近一次核定；当前登记的本人银行卡号即为核对过的收款账号。",
        "confirm_account": "银行卡号在批准后登记或变更过的，由录入、提交以外的审核人核对后确认，才能拨付。",
        "object": "仅公示中的申请可以登记异议；异议处理期间公示不能结束。",
        "retry": "拨付失败的申请重新列为待拨付。",
    }
    schema_examples = {
        "create": CLAIM_CREATE,
        "partial_update": CLAIM_UPDATE,
        "list": [CLAIM_LIST],
        **COMMENT_EXAMPLES,
    }

    def expand(self, queryset: QuerySet) -> QuerySet:
        if self.action == "list":
            return queryset
        newest = Assessment.objects.select_related("release").order_by("-pk")[:1]
        return queryset.select_related(*CLAIM_RELATED, "entered_by").prefetch_related(
            Prefetch("assessments", queryset=newest, to_attr="newest")
        )

    def etag_suffix(self, obj: Claim) -> str:
        """An assessment and a change of the person's account leave the claim's version as it is."""
        newest = obj.newest[0].pk if obj.newest else ""
        return f"a{newest}t{obj.trainee.version}"

    def perform_create(self, data: dict) -> Claim:
        return acts.enter(**data, by=self.actor(), at=now())

    def perform_update(self, obj: Claim, data: dict, version: int | None) -> Claim:
        return acts.correct(obj, **data, version=version, by=self.actor(), at=now())

    def perform_move(
        self,
        obj: Claim,
        move: Move,
        *,
        by: Actor,
        at: datetime,
        version: int | None,
        comment: str,
        data: dict,
    ) -> Claim:
        return acts.move(obj, move.name, by=by, at=at, version=version, comment=comment)

    @extend_schema(request=None, responses=shapes.ClaimSerializer)
    @action(detail=True, methods=["post"])
    def assess(self, request, pk: str) -> Response:
        claim = self.get_object()
        acts.assess(claim, by=self.actor(), at=now())
        return self.detail_response(self.fresh(claim))

    @extend_schema(responses=shapes.ClaimSerializer)
    @action(detail=True, methods=["post"], url_path="confirm-account")
    def confirm_account(self, request, pk: str) -> Response:
        claim = self.get_object()
        version = require_match(request, claim)
        confirmed = acts.confirm_account(
            claim, **self.read_body(), version=version, by=self.actor(), at=now()
        )
        return self.detail_response(self.fresh(confirmed))
