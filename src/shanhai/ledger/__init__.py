"""The ledger (台账): regions, organisations, pairings, records of every kind, evidence, observations."""
