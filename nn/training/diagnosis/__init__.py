"""Why a model does not learn: what `fit` has to say at its end, and what `diagnose` finds by trying repairs."""
