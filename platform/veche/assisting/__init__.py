"""Taking part without the internet: staff of a desk enter what a person hands them."""
