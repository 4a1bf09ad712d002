"""People's data: consent, export, leaving, what is kept how long."""
