"""Institutions, their licences, teachers and clerks."""

from django.urls import path

from . import views

app_name = "institutions"

urlpatterns = [
    path("", views.institutions, name="list"),
    path("new/", views.register, name="create"),
    path("<int:pk>/", views.detail, name="detail"),
    path("<int:pk>/edit/", views.correct, name="edit"),
    path("<int:pk>/licences/new/", views.add_licence, name="licence_create"),
    path("<int:pk>/licences/<int:licence_pk>/edit/", views.correct_licence, name="licence_edit"),
    path("<int:pk>/teachers/new/", views.add_teacher, name="teacher_create"),
    path("<int:pk>/teachers/<int:teacher_pk>/edit/", views.correct_teacher, name="teacher_edit"),
    path("<int:pk>/members/new/", views.add_member, name="member_create"),
    path("<int:pk>/members/<int:member_pk>/end/", views.end_member, name="member_end"),
]
