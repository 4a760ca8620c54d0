"""Notebooks to shareable reports."""
