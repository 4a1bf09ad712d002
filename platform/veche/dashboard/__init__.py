"""The plan at a glance: features, areas, actions and indicators in numbers that lead to their lists."""
