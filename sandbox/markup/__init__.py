"""Formatted text: HTML, MarkdownV2 and explicit entities in, text with UTF-16 entities out."""
