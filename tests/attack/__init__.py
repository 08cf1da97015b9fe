"""What takes long and holds much: `make attack`."""
