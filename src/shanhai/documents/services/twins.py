"""Documents that tell the same text: found when read, judged by people, the better text leading."""

from __future__ import annotations

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from shanhai.accounts.models import AuditEntry, User
from shanhai.accounts.services import audit
from shanhai.documents.access import may_correct
from shanhai.documents.models import Document, DocumentClaim, Twin, TwinBand
from shanhai.documents.sketch import bands, same_figures, shingles, similarity
from shanhai.ledger.errors import NotAllowed

SAME = 0.8
"""Texts at least this alike, whose figures agree, are taken for the same without asking."""
LIKELY = 0.5
"""Texts at least this alike are shown to people, who decide."""
SAME_FIGURES = 0.9
"""A form letter of another month has the same words and other figures."""
MOST_COMPARED = 20
SURE = 0.8
"""Repairs less sure than this are doubtful places."""
HARMLESS = frozenset({"width", "layout", "html", "furniture", "chars"})
"""Families of repairs that sound texts need too."""

ClaimState = DocumentClaim.State


def meet(document: Document) -> None:
    """Look for documents of the same pairing (or office) that tell the same, and settle who leads.

    Called in the transaction that saves a reading; for one that failed it does nothing.
    """
    own = shingles(document.repaired) if document.state == Document.State.READY else frozenset()
    keys = bands(own)
    TwinBand.objects.filter(document=document).delete()
    TwinBand.objects.bulk_create(TwinBand(document=document, key=key) for key in keys)
    for other in _candidates(document, keys):
        alike = similarity(own, shingles(other.repaired))
        if alike < LIKELY:
            continue
        first, second = sorted((document, other), key=lambda item: item.pk)
        sure = alike >= SAME and same_figures(document.repaired, other.repaired) >= SAME_FIGURES
        twin, created = Twin.objects.unscoped("found in one pairing").get_or_create(
            first=first,
            second=second,
            defaults={"similarity": alike, "state": Twin.State.SAME if sure else Twin.State.LIKELY},
        )
        if twin.state == Twin.State.SAME and created:
            _join(document, other)
    set_aside(document)


def _candidates(document: Document, keys: list[int]) -> list[Document]:
    """Documents that share a band, those of the same people only; the oldest first."""
    rows = Document.objects.unscoped("documents of the same pairing or office").exclude(pk=document.pk)
    if document.pairing_id:
        rows = rows.filter(pairing_id=document.pairing_id)
    else:
        rows = rows.filter(pairing__isnull=True, owner_region=document.owner_region)
    shared = TwinBand.objects.filter(key__in=keys).values("document")
    return list(rows.filter(pk__in=shared, state=Document.State.READY).order_by("pk")[:MOST_COMPARED])


def _join(document: Document, other: Document) -> None:
    """Put two documents, and those already joined to either, under the best text among them."""
    roots = {document.leader_id or document.pk, other.leader_id or other.pk}
    rows = Document.objects.unscoped("documents that tell one text")
    group = list(rows.filter(Q(pk__in=roots) | Q(leader__in=roots)).order_by("pk"))
    leader = min(group, key=_badness)
    for member in group:
        _follow(member, None if member.pk == leader.pk else leader)
        if member.pk == document.pk:
            document.leader_id = member.leader_id


def _follow(document: Document, leader: Document | None) -> None:
    document.leader = leader
    document.save(update_fields=["leader"])
    set_aside(document)


def _badness(document: Document) -> tuple[bool, bool, int, int, int, int]:
    """What speaks against a text: nobody has worked on it, it was recognised from a picture, doubtful places,
    repairs, few letters, lateness."""
    claims = DocumentClaim.objects.unscoped("documents that tell one text").filter(document=document)
    untouched = not claims.exclude(state__in=(ClaimState.OPEN, *DocumentClaim.UNSEEN)).exists()
    repaired = document.repaired_text
    doubtful = len(repaired.residue) + sum(edit.confidence < SURE for edit in repaired.edits)
    repairs = sum(edit.rule.partition(".")[0] not in HARMLESS for edit in repaired.edits)
    letters = sum(map(str.isalnum, document.repaired))
    return untouched, document.format == "image", doubtful, repairs, -letters, document.pk


def set_aside(document: Document) -> None:
    """Open claims that the leader tells too wait no longer; without a leader those set aside come back."""
    rows = DocumentClaim.objects.unscoped("claims of documents that tell one text").filter(document=document)
    if document.leader_id is None:
        rows.filter(state=ClaimState.ASIDE).update(state=ClaimState.OPEN)
        return
    leading = DocumentClaim.objects.unscoped("claims of documents that tell one text")
    told = set(
        leading.filter(document=document.leader_id)
        .exclude(state__in=DocumentClaim.UNSEEN)
        .values_list("measure", "value", "unit")
    )
    twice = [
        claim.pk
        for claim in rows.filter(state=ClaimState.OPEN)
        if (claim.measure, claim.value, claim.unit) in told
    ]
    rows.filter(pk__in=twice).update(state=ClaimState.ASIDE)


def may_judge(actor: User, twin: Twin) -> bool:
    """True when the user may correct both documents: the judgement moves the claims of either."""
    return may_correct(actor, twin.first) and may_correct(actor, twin.second)


@transaction.atomic
def judge(actor: User, twin: Twin, *, same: bool) -> Twin:
    """Decide whether two documents tell the same text; the claims follow."""
    rows = Twin.objects.for_user(actor).select_for_update(of=("self",)).select_related("first", "second")
    found: Twin | None = rows.filter(pk=twin.pk).first()
    if found is None or not may_judge(actor, found):
        raise NotAllowed("您没有判断这两份资料的权限")
    found.state = Twin.State.SAME if same else Twin.State.DIFFERENT
    found.decided_by, found.decided_at = actor, timezone.now()
    found.save(update_fields=["state", "decided_by", "decided_at"])
    if same:
        _join(found.second, found.first)
    else:
        leave(found.second if found.second.leader_id else found.first)
    audit(
        actor,
        AuditEntry.Action.CHANGE,
        object_type="document",
        object_id=found.second_id,
        pairing_id=found.second.pairing_id,
        summary=f"{found.get_state_display()}：{found.first} / {found.second}"[:300],
        source=found.second.origin,
    )
    return found


def leave(document: Document) -> None:
    """Take a document out of its group: its claims are its own again."""
    for copy in Document.objects.unscoped("copies of one text").filter(leader=document):
        _follow(copy, None)
    _follow(document, None)
