"""What SQL reads by name: the change log, and the current and historical rows derived from it."""
