"""HTTP: the Bot API, the control API, the page, and updates pushed to webhooks."""
