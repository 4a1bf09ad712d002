"""Proposals: drafts, versions, arguments, support, and the life of a proposal."""
