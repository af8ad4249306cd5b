"""Reads the warehouse and draws it."""
