"""Transforms of functions: `grad(f)`, `jacobian(f)`, … are functions themselves, so they can be transformed again."""
