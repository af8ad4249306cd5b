"""Parts of a text joined into sentences."""


def sentences(*parts: str) -> str:
    """Join parts into sentences, each with its one full stop; empty parts fall away."""
    said = [part.strip() for part in parts if part and part.strip()]
    return " ".join(part if part[-1] in ".!?" else f"{part}." for part in said)
