"""The answers: what the entries say, in which letters, and which of them a question means.

Entered through `library.Library.load` (the texts), `search.Search(library).decide` (the question) and
`scripts.to_latin` / `scripts.to_arabic` (the asker's letters). Knows neither Telegram nor the database.
"""
