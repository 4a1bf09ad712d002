"""The register of organisations that answer for actions: their functions, offices and officers."""
