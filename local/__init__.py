"""The local AWS: MiniStack, pinned, behind a launcher that mends what it answers wrongly (docs/adr/0002)."""
