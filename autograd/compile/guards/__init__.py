"""It never lies: what a traced function does unseen is noticed, or refused."""
