"""What the directory must do, and what must never happen; a package so that no other `tests` is taken for it."""
