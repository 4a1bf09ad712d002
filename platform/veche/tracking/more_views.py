"""The pages beside an action's record: costs, results, lessons, own actions, tables, the matrix of bodies."""

from veche.tracking import exchange_views, matrix_views, outcome_panels, outcome_views, start_views

__all__ = ["exchange_views", "matrix_views", "outcome_panels", "outcome_views", "start_views"]
