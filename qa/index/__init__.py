"""Passages become searchable."""
