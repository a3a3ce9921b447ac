"""`dragoman`, the command line."""
