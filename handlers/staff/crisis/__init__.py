"""Check-ins for staff: asked for in the composer, followed on a live card, taken care of, asked again, ended."""
