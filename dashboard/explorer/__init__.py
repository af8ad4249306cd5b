"""The explorer of benchmarks as data: what a reader chose, made good, and the rows it asks for."""

from dashboard.explorer.asked import Asked, Subject, asked
from dashboard.explorer.choice import PICKED, Choice, parsed

__all__ = ["PICKED", "Asked", "Choice", "Subject", "asked", "parsed"]
