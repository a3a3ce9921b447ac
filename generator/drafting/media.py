"""News media: they report, and are no party."""

from generator.drafting.resources import words


def is_medium(name: str) -> bool:
    """Whether a name is that of a news medium, which reports and is no party."""
    media = words("actors")["media"]
    return name in media["names"] or any(name.endswith(end) for end in media["endings"])
