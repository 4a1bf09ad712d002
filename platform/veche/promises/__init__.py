"""The promise ledger: everything the city owes and by when, derived from dates."""
