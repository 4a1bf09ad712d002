"""A believable town for demonstrations, made through the services as people would make it."""
