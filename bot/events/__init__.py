"""Events: seats and who waits for them, answers, calendar files, and the broadcasts that tell of an event."""
