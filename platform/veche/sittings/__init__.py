"""Sittings of the committee: agenda, attendance, minutes, and the written procedure between them."""
