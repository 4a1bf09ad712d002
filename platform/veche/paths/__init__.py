"""The path of an idea: one page for everything that happened to a proposal."""
