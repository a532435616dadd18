"""The steps of research, one file each, in the order of their names in ``research.agent``."""
