"""Access policies: who may do what, decided from roles and from policies over attributes."""
