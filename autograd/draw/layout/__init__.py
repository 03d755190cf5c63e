"""Where boxes and arrows go: layer assignment, crossing reduction, coordinates, routes (Sugiyama et al., 1981)."""
