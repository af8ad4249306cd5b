"""The explorer of benchmarks as data: what a reader chose, made good, and the rows it asks for."""

from dashboard.explorer.asked import Asked, Subject, asked
from dashboard.explorer.choice import PICKED, Choice, parsed
from dashboard.explorer.verdicts import compared_groups, verdicts

__all__ = ["PICKED", "Asked", "Choice", "Subject", "asked", "compared_groups", "parsed", "verdicts"]
