"""Newcomers: first looks, limits that fall away, and what keeps machines out."""
