"""The pages that show a design system alive, in light and in dark."""
