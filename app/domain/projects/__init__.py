"""Projects: what a tenant is specifying, from the first question to the specification."""
