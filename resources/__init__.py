"""Not Alone: a directory of help, read floor by floor (see `import-linter` in pyproject.toml)."""
