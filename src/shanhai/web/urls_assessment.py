"""Addresses of targets, progress, reconciliation and the pages leaders look at."""

from __future__ import annotations

from django.urls import path

from shanhai.web.views import (
    assessment_catalogue,
    assessment_compare,
    assessment_progress,
    assessment_reconcile,
    assessment_targets,
    map,
)

urlpatterns = [
    path("indicators/", assessment_catalogue.catalogue_page, name="catalogues"),
    path("indicators/<int:pk>/", assessment_catalogue.catalogue_page, name="catalogue"),
    path("indicators/<int:pk>/act/", assessment_catalogue.catalogue_act, name="catalogue_act"),
    path("indicators/<int:pk>/<str:code>/", assessment_catalogue.indicator_page, name="indicator"),
    path("dispatch/", assessment_progress.dispatch, name="dispatch"),
    path("alerts/", assessment_progress.alert_page, name="alerts"),
    path("unreported/", assessment_progress.unreported, name="unreported"),
    path("compare/", assessment_compare.compare, name="compare"),
    path("map/", map.map_page, name="map"),
    path("screen/", assessment_compare.screen, name="screen"),
    path("screen/data.json", assessment_compare.screen_data, name="screen_data"),
    path("pairings/<int:pk>/lines/<str:code>/", assessment_progress.line_page, name="line"),
    path("pairings/<int:pk>/print/", assessment_progress.pairing_print, name="pairing_print"),
    path("pairings/<int:pk>/targets/", assessment_targets.targets, name="targets"),
    path("pairings/<int:pk>/targets/act/", assessment_targets.target_act, name="target_act"),
    path("pairings/<int:pk>/checklists/", assessment_reconcile.checklist_page, name="checklists"),
    path("pairings/<int:pk>/reconcile/", assessment_reconcile.pairing_reconcile, name="pairing_reconcile"),
    path("pairings/<int:pk>/doubles/", assessment_reconcile.double_settle, name="double_settle"),
    path("documents/<int:pk>/reconcile/", assessment_reconcile.document_reconcile, name="document_reconcile"),
]
