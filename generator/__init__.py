"""Dragoman: from news articles to a structured, translated, published briefing."""
