"""For each sample: a function is traced for one of them, and its program widened for all."""
