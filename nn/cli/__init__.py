"""The command line `glassgrad`, and the demonstration that `make demo` runs."""
