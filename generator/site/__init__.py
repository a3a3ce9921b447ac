"""Briefings ▶ a static site."""
