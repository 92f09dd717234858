"""Talking, use cases, and putting things together."""
