"""Threads and posts on the plan's action areas."""
