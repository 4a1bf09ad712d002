"""The city's plan: sections, features, action areas; reading a plan file in and writing it out."""
