"""Being here: signing in and out, sessions on the server, proofs of who it is."""
