"""What follows from a kind's declaration: forms, lists, filters, sheets, import. No kind is named here."""
