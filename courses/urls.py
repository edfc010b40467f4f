"""Addresses of classes, rosters, attendance, filings, and of the public pages about classes."""

from django.urls import path

from .views import (
    applications,
    attendance,
    boards,
    classes,
    enrolments,
    filings,
    preparation,
    public,
    results,
    rosters,
)

app_name = "courses"

class_urls = [
    path("classes/", classes.class_list, name="class_list"),
    path("classes/new/", applications.class_new, name="class_new"),
    path("classes/<int:pk>/", classes.class_page, name="class"),
    path("classes/<int:pk>/edit/", applications.class_edit, name="class_edit"),
    path("classes/<int:pk>/sessions/", applications.class_sessions, name="class_sessions"),
    path("classes/<int:pk>/fix/", preparation.class_fix, name="class_fix"),
    path("classes/<int:pk>/check/", preparation.class_check, name="class_check"),
    path("classes/<int:pk>/act/", classes.class_act, name="class_act"),
    path("classes/<int:pk>/change/", boards.class_change, name="class_change"),
    path("classes/<int:pk>/boards/again/", boards.board_again, name="board_again"),
    path("classes/<int:pk>/boards/<int:edition>/board.pdf", boards.board_pdf, name="board_pdf"),
    path("classes/<int:pk>/boards/<int:edition>/sheet.pdf", boards.sheet_pdf, name="sheet_pdf"),
]

public_urls = [
    path("public/classes/", public.public_classes, name="public_classes"),
    path("public/classes/<str:number>/", public.public_class, name="public_class"),
]

roster_urls = [
    path("rosters/", rosters.roster_list, name="roster_list"),
    path("rosters/<int:pk>/", rosters.roster, name="roster"),
    path("rosters/<int:pk>/act/", rosters.roster_act, name="roster_act"),
    path("rosters/<int:pk>/original.xlsx", rosters.roster_original, name="roster_original"),
    path("rosters/<int:pk>/marked.xlsx", rosters.roster_marked, name="roster_marked"),
    path("classes/<int:pk>/rosters/new/", rosters.roster_new, name="roster_new"),
    path("classes/<int:pk>/rosters/template.xlsx", rosters.roster_template_file, name="roster_template"),
    path("classes/<int:pk>/enrolments/", enrolments.enrolment_list, name="enrolment_list"),
    path("enrolments/<int:pk>/reveal/", enrolments.enrolment_reveal, name="enrolment_reveal"),
    path("enrolments/<int:pk>/withdraw/", enrolments.enrolment_withdraw, name="enrolment_withdraw"),
    path("enrolments/<int:pk>/readmit/", enrolments.enrolment_readmit, name="enrolment_readmit"),
]

attendance_urls = [
    path("classes/<int:pk>/attendance/", attendance.attendance, name="attendance"),
    path(
        "classes/<int:pk>/attendance/<int:session>/", attendance.attendance_session, name="attendance_session"
    ),
]

result_urls = [
    path("classes/<int:pk>/results/", results.results, name="results"),
]

filing_urls = [
    path("filings/", filings.filing_list, name="filing_list"),
    path("filings/new/", filings.filing_new, name="filing_new"),
    path("filings/<int:pk>/", filings.filing, name="filing"),
    path("filings/<int:pk>/act/", filings.filing_act, name="filing_act"),
    path("filings/<int:pk>/print/", filings.filing_print, name="filing_print"),
]

urlpatterns = [
    *class_urls,
    *public_urls,
    *roster_urls,
    *attendance_urls,
    *result_urls,
    *filing_urls,
]
