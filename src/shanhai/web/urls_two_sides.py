"""Addresses of what two sides do: worklist, snapshots, log; disputes, evidence, versions of a row."""

from __future__ import annotations

from django.urls import path

from shanhai.web.views import disputes, evidence, log, snapshots, versions, worklist

ROW = "records/<str:code>/<int:pk>"
PIECE = f"{ROW}/evidence/<int:evidence_pk>"

urlpatterns = [
    path("work/", worklist.worklist, name="worklist"),
    path("log/", log.log_page, name="log"),
    path("log/<str:ending>/", log.log_export, name="log_export"),
    path("pairings/<int:pk>/snapshots/", snapshots.snapshot_list, name="snapshot_list"),
    path("snapshots/<int:pk>/", snapshots.snapshot_page, name="snapshot"),
    path("snapshots/<int:pk>/export.xlsx", snapshots.snapshot_export, name="snapshot_export"),
    path("snapshots/<int:pk>/<str:code>/", snapshots.snapshot_rows, name="snapshot_rows"),
    path(f"{ROW}/disputes/new/<str:field>/", disputes.dispute_add, name="dispute_add"),
    path(f"{ROW}/disputes/<int:dispute_pk>/", disputes.dispute_settle, name="dispute_settle"),
    path(f"{ROW}/evidence/", evidence.evidence_add, name="evidence_add"),
    path(f"{PIECE}/", evidence.evidence_file, name="evidence_file"),
    path(f"{PIECE}/view/", evidence.evidence_view, name="evidence_view"),
    path(f"{PIECE}/pages/<int:number>.png", evidence.evidence_page, name="evidence_page"),
    path(f"{PIECE}/state/", evidence.evidence_state, name="evidence_state"),
    path(f"{PIECE}/replace/", evidence.evidence_replace, name="evidence_replace"),
    path(f"{ROW}/versions/<int:version>/", versions.record_version, name="record_version"),
    path(f"{ROW}/versions/", versions.record_on_day, name="record_on_day"),
]
