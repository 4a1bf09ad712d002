"""Flags, cases, acts on texts, the author's notice and the public log."""
