"""Where signals come from: one file per source, all behind ``sources.source.Source``."""
