"""What the drafting station is measured by: how good its briefings are, how fast, in how much memory."""
