"""Audience tiers. The file a process opens decides what its readers may see; no query and no page decides it again."""

from typing import Literal, get_args

Tier = Literal["public", "member", "officer"]

TIERS: tuple[Tier, ...] = get_args(Tier)
"""From the widest audience to the narrowest."""

_NOTICES = {"member": "For councillors, not for publication", "officer": "For officers, not for publication"}


def notice(tier: str) -> str | None:
    """Return what every page of a tier must say of its audience; nothing for the public."""
    return _NOTICES.get(tier)
