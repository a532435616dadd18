"""Who calls: tokens, cookies, and the test mode."""
