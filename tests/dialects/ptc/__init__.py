"""The PTC API, over HTTP as its clients see it."""
