"""What users watch."""
