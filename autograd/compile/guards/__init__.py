"""It never lies: what a traced function does unseen is noticed, and what a program gives is compared with eager."""
