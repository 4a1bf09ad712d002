"""What every feature stands on, and no word of the domain: database, clock, journal, pages, policy, languages, mail."""
