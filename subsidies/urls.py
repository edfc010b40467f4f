"""Addresses of claims, publicities, payments, their public pages, the law as the portal reads it, and of a trainee's own page."""

from django.urls import path

from .views import calculator, claims, entry, mine, payments, policy, public, publicities

app_name = "subsidies"

claim_urls = [
    path("claims/", claims.claim_list, name="claim_list"),
    path("claims/new/", entry.claim_new, name="claim_new"),
    path("claims/new/<int:enrolment_pk>/", entry.claim_enter, name="claim_enter"),
    path("claims/<int:pk>/", claims.claim_page, name="claim"),
    path("claims/<int:pk>/edit/", entry.claim_edit, name="claim_edit"),
    path("claims/<int:pk>/act/", claims.claim_act, name="claim_act"),
]

publicity_urls = [
    path("publicity/", publicities.publicity_list, name="publicity_list"),
    path("publicity/new/", publicities.publicity_new, name="publicity_new"),
    path("publicity/<int:pk>/", publicities.publicity_page, name="publicity"),
    path("publicity/<int:pk>/act/", publicities.publicity_act, name="publicity_act"),
]

payment_urls = [
    path("payments/", payments.batch_list, name="batch_list"),
    path("payments/new/", payments.batch_new, name="batch_new"),
    path("payments/<int:pk>/", payments.batch_page, name="batch"),
    path("payments/<int:pk>/act/", payments.batch_act, name="batch_act"),
    path("payments/<int:pk>/export/", payments.batch_export, name="batch_export"),
    path("payments/<int:pk>/settle/", payments.batch_settle, name="batch_settle"),
]

open_urls = [
    path("public/publicity/", public.public_publicities, name="public_publicities"),
    path("public/publicity/<str:number>/", public.public_publicity, name="public_publicity"),
    path("calculator/", calculator.calculator, name="calculator"),
    path("policy/", policy.policy, name="policy"),
    path("policy/ambiguities/", policy.ambiguity_register, name="ambiguities"),
    path("my/subsidy/", mine.my_subsidy, name="my_subsidy"),
]

urlpatterns = [*claim_urls, *publicity_urls, *payment_urls, *open_urls]
