"""Accounts, help desk, audit, jobs."""

from django.urls import path

from .views import accounts, audit, help_desk, jobs, tokens

app_name = "core"

urlpatterns = [
    path("users/", accounts.users, name="users"),
    path("users/new/", accounts.create, name="user_create"),
    path("users/<int:pk>/", accounts.detail, name="user"),
    path("users/<int:pk>/password/", accounts.reset_password, name="user_password"),
    path("users/<int:pk>/second-factor/", accounts.clear_second_factor, name="user_second_factor"),
    path("users/<int:pk>/active/", accounts.set_active, name="user_active"),
    path("users/<int:pk>/appointments/new/", accounts.appoint, name="appoint"),
    path("users/<int:pk>/appointments/<int:appointment_pk>/end/", accounts.end, name="appointment_end"),
    path("users/<int:pk>/tokens/<int:token_pk>/revoke/", tokens.user_token_revoke, name="user_token_revoke"),
    path("tokens/", tokens.tokens, name="tokens"),
    path("tokens/new/", tokens.token_new, name="token_new"),
    path("tokens/<int:token_pk>/revoke/", tokens.token_revoke, name="token_revoke"),
    path("help-desk/", help_desk.codes, name="help_desk"),
    path("audit/", audit.passages, name="audit"),
    path("audit/personal-data/", audit.accesses, name="audit_personal"),
    path("jobs/<int:pk>/", jobs.progress, name="job"),
]
