"""For those who operate Baton: health and numbers."""
