"""Builds the warehouse: reads framework packs and published files, checks them, loads them, derives the marts, publishes by one rename."""
