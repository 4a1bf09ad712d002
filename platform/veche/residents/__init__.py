"""Who lives in the city: desks with one-time codes, other ways to show it, and one account for each resident."""
