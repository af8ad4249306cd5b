"""Everything a page shows can be taken away, without a word about it in the page.

A layout is read as it is drawn: every figure, and every table outside a figure, gets one quiet row at its foot
(``offer``). The address of a file names the page, with its choices, and the item: answering it draws the page again as
a function, finds the item and writes its rows (``routes``), so that a file holds what the page shows, nothing else.
"""

from dashboard.takeaway.alone import alone
from dashboard.takeaway.find import Missing, is_taken_from
from dashboard.takeaway.offer import offer
from dashboard.takeaway.routes import blueprint, site

__all__ = ["Missing", "alone", "blueprint", "is_taken_from", "offer", "site"]
