"""What compatriots give and seek: offers, what may become of them, which fit each other, and introductions."""
