"""Builds the warehouse: reads framework packs and files, checks, loads, derives the marts, publishes by one rename."""
