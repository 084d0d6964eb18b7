"""A language server for packs and logs: what an editor shows while they are written."""
