"""Formatted text: three markups and explicit entities in, text with UTF-16 entities out."""
