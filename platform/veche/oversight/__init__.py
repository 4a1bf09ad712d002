"""Who watches the moderators: appeals, blind reviews, the public log and its figures."""
