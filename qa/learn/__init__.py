"""Measuring and learning from data."""
