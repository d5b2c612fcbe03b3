"""Askwell: ask your own documents, FAQs and pictures, and get the passage that answers, honestly scored."""
