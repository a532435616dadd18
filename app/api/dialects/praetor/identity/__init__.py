"""Who calls Praetor: tokens, the keys that verify them, cookies, and the documented test mode."""
