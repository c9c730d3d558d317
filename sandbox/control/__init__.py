"""The world from the people's side: what they do, what they see, and what a test may order."""
