"""Text in any format, to nodes that know their place."""
