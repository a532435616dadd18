"""What tests, fault runs and benchmarks share: agents made for them, and stacks of real processes."""
