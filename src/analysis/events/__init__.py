"""Sentences to records to events."""
