"""Addresses of documents and review."""

from __future__ import annotations

from django.urls import path

from shanhai.web.views import (
    documents,
    quality,
    rereading,
    review,
    review_decisions,
    review_group,
    review_hand,
    search,
    twins,
    uploads,
)

urlpatterns = [
    path("documents/", documents.document_list, name="document_list"),
    path("documents/upload/", uploads.document_upload, name="document_upload"),
    path("documents/progress/", uploads.document_progress, name="document_progress"),
    path("documents/<int:pk>/retry/", uploads.document_retry, name="document_retry"),
    path("documents/<int:pk>/", review.review_page, name="review"),
    path("documents/<int:pk>/edit/", documents.document_edit, name="document_edit"),
    path("documents/<int:pk>/reread/", rereading.document_reread, name="document_reread"),
    path("documents/<int:pk>/pages/<int:number>.png", documents.document_page, name="document_page"),
    path("documents/<int:pk>/sheet.docx", documents.document_sheet, name="document_sheet"),
    path("documents/quality/", quality.quality_page, name="quality"),
    path("documents/quality/gold.zip", quality.quality_gold, name="quality_gold"),
    path("documents/<int:pk>/original/", documents.document_download, name="document_download"),
    path("documents/twins/<int:pk>/", twins.twin_page, name="twin"),
    path("documents/<int:pk>/mark/", review_hand.mark_claim, name="claim_mark"),
    path("documents/<int:pk>/presence/", review_hand.presence, name="document_presence"),
    path("search/", search.search_page, name="search"),
    path("documents/outdated/", rereading.outdated_documents, name="outdated_documents"),
    path("documents/queue/", review.queue_page, name="document_queue"),
    path("claims/<int:pk>/quick/", review_group.quick_claim, name="claim_quick"),
    path("claims/<int:pk>/group/", review_group.group_claims, name="claim_group"),
    path("claims/<int:pk>/undo/", review_group.undo_claim, name="claim_undo"),
    path("claims/<int:pk>/accept/", review_decisions.accept_claim, name="claim_accept"),
    path("claims/<int:pk>/link/", review_decisions.link_claim, name="claim_link"),
    path("claims/<int:pk>/reject/", review_decisions.reject_claim, name="claim_reject"),
    path("claims/<int:pk>/reopen/", review_decisions.reopen_claim, name="claim_reopen"),
]
