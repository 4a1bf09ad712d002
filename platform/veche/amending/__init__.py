"""Other words for a passage of a proposal, and support under a condition."""
