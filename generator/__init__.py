"""Dragoman: from news articles to a structured, translated, published briefing."""

__version__ = "0.1.0"
