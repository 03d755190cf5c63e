"""What `Module` does with parameters: naming, saving and loading them, and handling their gradients."""
