"""Writing in the assessment room: catalogues, targets, checklists, decisions on doubles."""
