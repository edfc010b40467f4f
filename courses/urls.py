"""Addresses of classes, rosters, attendance, filings, and of the public pages about classes."""

from django.urls import path

from .views import boards, classes, public

app_name = "courses"

class_urls = [
    path("classes/", classes.class_list, name="class_list"),
    path("classes/new/", classes.class_new, name="class_new"),
    path("classes/<int:pk>/", classes.class_page, name="class"),
    path("classes/<int:pk>/edit/", classes.class_edit, name="class_edit"),
    path("classes/<int:pk>/sessions/", classes.class_sessions, name="class_sessions"),
    path("classes/<int:pk>/fix/", classes.class_fix, name="class_fix"),
    path("classes/<int:pk>/check/", classes.class_check, name="class_check"),
    path("classes/<int:pk>/act/", classes.class_act, name="class_act"),
    path("classes/<int:pk>/change/", boards.class_change, name="class_change"),
    path("classes/<int:pk>/boards/<int:edition>/board.pdf", boards.board_pdf, name="board_pdf"),
    path("classes/<int:pk>/boards/<int:edition>/sheet.pdf", boards.sheet_pdf, name="sheet_pdf"),
]

public_urls = [
    path("public/classes/", public.public_classes, name="public_classes"),
    path("public/classes/<str:number>/", public.public_class, name="public_class"),
]

urlpatterns = [
    *class_urls,
    *public_urls,
]
