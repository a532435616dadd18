"""Python programs put together from parameterised blocks, chosen by the words of a request."""
