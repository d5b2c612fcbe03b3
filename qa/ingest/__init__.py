"""Bytes become passages."""
