"""Ballots and tallies: one person, one ballot, until the close."""
