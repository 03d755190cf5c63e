"""Guards: whatever a program depends on besides its arguments is compared at each call, or refused."""
