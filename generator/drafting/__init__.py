"""Articles ▶ `Briefing`."""
