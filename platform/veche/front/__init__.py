"""Pages that read from every feature and change nothing: the front page, the journal, a person's own page."""
