"""Organizations inside a tenant: their members, their customers' invitations, and who gets which project."""
