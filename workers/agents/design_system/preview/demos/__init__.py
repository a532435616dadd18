"""The components themselves, as HTML in the product's own words."""
