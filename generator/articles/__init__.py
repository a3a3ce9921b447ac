"""A file of news text ▶ `Article`."""
