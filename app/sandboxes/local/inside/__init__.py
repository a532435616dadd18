"""What runs inside a sandbox on our behalf: small programs of the standard library alone, handed in as text."""
