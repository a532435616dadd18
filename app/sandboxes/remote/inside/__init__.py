"""What runs inside a cloud's sandbox: plain Python of the standard library, sent there as one archive."""
