"""Members' questions to staff: what may become of one, by when, its cards, and answers on their way back."""
