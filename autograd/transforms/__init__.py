"""Transforms of functions: `grad(f)`, `jacobian(f)`, … are functions again, and can be transformed again."""
