"""The committee: agenda by deadline, decisions with a letter, promotion into tracked actions."""
