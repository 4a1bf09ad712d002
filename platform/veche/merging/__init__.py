"""Two proposals become one, with consent; supports follow their people."""
