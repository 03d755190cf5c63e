"""Further layers: convolution, recurrent cells, attention, normalisation, dropout, residual connections."""
