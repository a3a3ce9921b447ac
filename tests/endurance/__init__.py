"""Long runs that look for what is lost, torn or let in."""
