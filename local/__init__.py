"""The local AWS: MiniStack, pinned, behind a launcher that corrects its wrong answers (docs/adr/0002)."""
