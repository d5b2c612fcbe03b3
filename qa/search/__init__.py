"""A question becomes ranked evidence."""
