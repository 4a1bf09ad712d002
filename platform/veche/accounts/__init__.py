"""People, their roles, sign-up, sign-in, confirmation and verification."""
