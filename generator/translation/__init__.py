"""A briefing ▶ the same in another language."""
