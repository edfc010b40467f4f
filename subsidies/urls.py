"""Addresses of claims, publicities, payments, rules, standards, simulations, of the public pages about them, and of a
trainee's own page."""

from django.urls import path

from .views import (
    calculator,
    certificates,
    claims,
    entry,
    mine,
    payments,
    policy,
    public,
    publicities,
    releases,
    replays,
    simulations,
    standards,
)

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

law_urls = [
    path("rules/", releases.release_list, name="release_list"),
    path("rules/new/", releases.release_new, name="release_new"),
    path("rules/<int:pk>/", releases.release, name="release"),
    path("rules/<int:pk>/amend/", releases.release_amend, name="release_amend"),
    path("rules/<int:pk>/act/", releases.release_act, name="release_act"),
    path("standards/", standards.standard_list, name="standard_list"),
    path("standards/new/", standards.standard_new, name="standard_new"),
    path("standards/<int:pk>/", standards.standard, name="standard"),
    path("standards/<int:pk>/edit/", standards.standard_edit, name="standard_edit"),
    path("standards/<int:pk>/act/", standards.standard_act, name="standard_act"),
]

simulation_urls = [
    path("simulations/", simulations.simulation_list, name="simulation_list"),
    path("simulations/new/", simulations.simulation_new, name="simulation_new"),
    path("simulations/measure/", simulations.simulation_measure, name="simulation_measure"),
    path("simulations/<int:pk>/", simulations.simulation, name="simulation"),
    path("simulations/<int:pk>/file/", simulations.simulation_file, name="simulation_file"),
    path("simulations/<int:pk>/again/", simulations.simulation_again, name="simulation_again"),
]

certificate_urls = [
    path("assessments/<int:pk>/certificate/", certificates.certificate_issue, name="certificate_issue"),
    path("decision-certificates/<int:pk>/pdf/", certificates.certificate_pdf, name="certificate_pdf"),
    path("decision-certificates/<int:pk>/json/", certificates.certificate_json, name="certificate_json"),
    path("verify/<str:code>/", certificates.verify, name="verify"),
]

replay_urls = [
    path("replays/", replays.replay_list, name="replay_list"),
    path("replays/new/", replays.replay_new, name="replay_new"),
    path("replays/<int:pk>/", replays.replay_page, name="replay"),
]

open_urls = [
    path("public/publicity/", public.public_publicities, name="public_publicities"),
    path("public/publicity/<str:number>/", public.public_publicity, name="public_publicity"),
    path("calculator/", calculator.calculator, name="calculator"),
    path("policy/", policy.policy, name="policy"),
    path("policy/ambiguities/", policy.ambiguity_register, name="ambiguities"),
    path("policy/standards/", standards.public_standards, name="policy_standards"),
    path("my/subsidy/", mine.my_subsidy, name="my_subsidy"),
]

urlpatterns = [
    *claim_urls,
    *publicity_urls,
    *payment_urls,
    *law_urls,
    *simulation_urls,
    *certificate_urls,
    *replay_urls,
    *open_urls,
]
