"""What moderators do to keep talks readable: move, merge, split, pin, feature, summarise, conclude."""
