"""The youth council: its board and its opinions on proposals."""
