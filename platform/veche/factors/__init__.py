"""Second steps of signing in: codes of an app, recovery codes, passkeys."""
