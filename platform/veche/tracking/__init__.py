"""Tracked actions of the plan: responsible bodies, updates with figures, indicators, next-report dates."""
