"""What `Module` does with parameters: finding names for them, their state, their gradients."""
