"""What every request and answer has, whichever API it belongs to."""
