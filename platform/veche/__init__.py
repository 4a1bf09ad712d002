"""Veche: a participatory discussion platform for a learning city."""
