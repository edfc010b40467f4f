"""Moves of a workflow as actions of the API: POST `/{id}/{move}/` with If-Match and a comment.

The routes, their verbs and their place in the schema are made from the state table, so a move that exists
has an address and one that doesn't has none.
"""

from datetime import datetime
from typing import ClassVar

from django.db.models import Model
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.response import Response

from ..models import Passage
from ..states import Move
from ..workflow import Actor, Workflow, available, passages, perform
from .etag import require_match
from .viewsets import now


class MoveSerializer(serializers.Serializer):
    """What every move may be given; a move with more takes a subclass of this."""

    comment = serializers.CharField(
        label="意见", required=False, allow_blank=True, default="", max_length=2000, help_text="办理意见"
    )


class StepSerializer(serializers.Serializer):
    name = serializers.CharField(label="动作", read_only=True)
    label = serializers.CharField(label="动作名称", read_only=True)
    primary = serializers.BooleanField(label="主要动作", read_only=True)
    comment_required = serializers.BooleanField(label="必须填写意见", read_only=True)
    refusals = serializers.ListField(
        label="暂不能办理的原因", child=serializers.CharField(), read_only=True, help_text="为空时可以办理"
    )


class PassageSerializer(serializers.ModelSerializer):
    class Meta:
        model = Passage
        fields = ("move", "label", "source", "target", "actor_name", "office", "comment", "at")
        read_only_fields = fields


class WorkflowMixin:
    """Set `workflow`; override `perform_move` where an app's action does more than change the state."""

    workflow: ClassVar[Workflow]
    move_serializers: ClassVar[dict[str, type[MoveSerializer]]] = {}
    # Moves that have their own door elsewhere (or none in the API).
    moves_elsewhere: ClassVar[tuple[str, ...]] = ()

    def __init_subclass__(cls, **kwargs) -> None:
        super().__init_subclass__(**kwargs)
        if "workflow" not in cls.__dict__:
            return
        reading = cls.verbs.get("retrieve")
        verbs = {"steps": reading, "passages": reading, **cls.verbs}
        for move in cls.api_moves():
            if not hasattr(cls, move.name):
                setattr(cls, move.name, _move_action(move))
            verbs.setdefault(move.name, move.verb)
        cls.verbs = verbs

    @classmethod
    def api_moves(cls) -> list[Move]:
        return [m for m in cls.workflow.table.moves if not m.by_system and m.name not in cls.moves_elsewhere]

    @classmethod
    def api_move(cls, name: str) -> Move | None:
        return next((move for move in cls.api_moves() if move.name == name), None)

    def get_serializer_class(self):
        if self.api_move(self.action or "") is not None:
            return self.move_serializers.get(self.action, MoveSerializer)
        return super().get_serializer_class()

    def take(self, request, move: Move) -> Response:
        obj = self.get_object()
        version = require_match(request, obj)
        data = dict(self.read_body())
        comment = data.pop("comment", "")
        obj = self.perform_move(
            obj, move, by=self.actor(), at=now(), version=version, comment=comment, data=data
        )
        return self.detail_response(self.fresh(obj))

    def perform_move(
        self,
        obj: Model,
        move: Move,
        *,
        by: Actor,
        at: datetime,
        version: int | None,
        comment: str,
        data: dict,
    ) -> Model:
        return perform(self.workflow, obj, move.name, by=by, at=at, version=version, comment=comment, **data)

    @action(detail=True, methods=["get"], pagination_class=None, filter_backends=[])
    def steps(self, request, *args, **kwargs) -> Response:
        steps = available(self.workflow, self.get_object(), by=self.actor(), at=now())
        return Response(StepSerializer(steps, many=True).data)

    @action(detail=True, methods=["get"], pagination_class=None, filter_backends=[])
    def passages(self, request, *args, **kwargs) -> Response:
        rows = passages(self.get_object()).order_by("pk")
        return Response(PassageSerializer(rows, many=True).data)


def _move_action(move: Move):
    def handler(self, request, *args, **kwargs) -> Response:
        return self.take(request, move)

    handler.__name__ = move.name
    return action(detail=True, methods=["post"], url_path=move.name.replace("_", "-"))(handler)
