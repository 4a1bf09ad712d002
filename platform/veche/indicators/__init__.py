"""What the city measures: definitions with sources and targets, and dated values with evidence."""
