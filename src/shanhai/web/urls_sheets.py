"""Addresses of sheets: templates, imports, exports, print forms."""

from __future__ import annotations

from django.urls import path

from shanhai.web.views import exports, import_jobs, sheets

urlpatterns = [
    path("records/<str:code>/template.xlsx", sheets.template, name="sheet_template"),
    path("records/<str:code>/import/", sheets.import_page, name="sheet_import"),
    path("records/<str:code>/rows.xlsx", exports.rows_file, {"form": "xlsx"}, name="sheet_rows"),
    path("records/<str:code>/rows.csv", exports.rows_file, {"form": "csv"}, name="sheet_csv"),
    path("records/<str:code>/print.xlsx", exports.rows_file, {"form": "print"}, name="sheet_print"),
    path("records/<str:code>/export/<int:pk>/", exports.export, name="sheet_export"),
    path("imports/template.xlsx", sheets.template_all, name="template_all"),
    path("imports/new/", sheets.import_page, name="import_all"),
    path("pairings/<int:pk>/export.xlsx", exports.export_all, name="export_all"),
    path("imports/", sheets.import_list, name="import_list"),
    path("imports/jobs/<int:pk>/", import_jobs.import_job, name="import_job"),
    path("imports/<int:pk>/", sheets.import_batch, name="import_batch"),
    path("imports/<int:pk>/wrong.xlsx", sheets.wrong_rows, name="import_wrong"),
]
