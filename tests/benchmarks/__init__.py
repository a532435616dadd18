"""How fast Baton is, beside baselines of the same run on the same machine. Started by ``make bench``."""
