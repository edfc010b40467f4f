"""The notice board of a class: its papers, a change with a new edition, one more try of a failed job."""

from urllib.parse import quote

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from yunnan_training.core.doors import actor, attempt, submit
from yunnan_training.core.models import StoredFile
from yunnan_training.core.permissions import page
from yunnan_training.core.roles import Verb
from yunnan_training.core.tasks import enqueue

from .. import selectors
from ..actions import boards as acts
from ..forms.preparation import ChangeForm
from ..models import NoticeBoard
from .reach import class_within, told_closed


@page(Verb.ISSUE_BOARD)
@require_http_methods(["GET", "POST"])
def class_change(request, pk: int):
    training_class = class_within(request, pk, Verb.ISSUE_BOARD)
    if told_closed(request, training_class, "change"):
        return redirect("courses:class", pk=pk)
    officers = list(selectors.officers_of(training_class.county, on=timezone.localdate()))
    form = ChangeForm(request.POST or None, training_class=training_class, officers=officers)
    if form.is_bound and form.is_valid():

        @transaction.atomic
        def act() -> NoticeBoard:
            board = acts.change_and_reissue(
                training_class,
                reason=form.cleaned_data["reason"],
                version=form.cleaned_data["version"],
                by=actor(request, Verb.ISSUE_BOARD),
                at=timezone.now(),
                **form.changes,
            )
            enqueue(board.job)
            return board

        board = submit(form, act)
        if board:
            messages.success(request, f"已变更，原告知牌已作废，正在制作第{board.edition}版")
            return redirect("courses:class", pk=pk)
    context = {
        "title": "变更并重新出具告知牌",
        "class": training_class,
        "form": form,
        "standing": selectors.standing_board(training_class),
    }
    return render(request, "courses/board_change.html", context)


@page(Verb.ISSUE_BOARD)
@require_POST
def board_again(request, pk: int):
    training_class = class_within(request, pk, Verb.ISSUE_BOARD)

    @transaction.atomic
    def act() -> NoticeBoard:
        board = acts.make_again(training_class, by=actor(request, Verb.ISSUE_BOARD), at=timezone.now())
        enqueue(board.job)
        return board

    attempt(request, act, "已重新提交制作")
    return redirect("courses:class", pk=pk)


def _board(request: HttpRequest, pk: int, edition: int) -> NoticeBoard:
    boards = NoticeBoard.objects.within(request.jurisdiction)
    return get_object_or_404(boards, training_class_id=pk, edition=edition)


def _inline(stored: StoredFile | None, *, plain_name: str) -> HttpResponse:
    """The paper in the browser's own viewer; saved under its Chinese name where that is understood."""
    if stored is None:
        raise Http404
    response = HttpResponse(stored.read(), content_type=stored.content_type)
    response["Content-Disposition"] = (
        f"inline; filename=\"{plain_name}\"; filename*=UTF-8''{quote(stored.name)}"
    )
    response["Cache-Control"] = "private, no-store"
    return response


@page(Verb.VIEW_CLASS)
@require_safe
def board_pdf(request, pk: int, edition: int):
    board = _board(request, pk, edition)
    return _inline(board.file, plain_name=f"board-{board.number}-{board.edition}.pdf")


@page(Verb.VIEW_CLASS)
@require_safe
def sheet_pdf(request, pk: int, edition: int):
    board = _board(request, pk, edition)
    return _inline(board.sheet, plain_name=f"sheet-{board.number}-{board.edition}.pdf")
