"""Who lives here: desks with one-time codes, a city's identity provider, codes by SMS."""
