"""The layout of boxes and arrows: layer assignment, crossing reduction, coordinates, routes (Sugiyama et al., 1981)."""
