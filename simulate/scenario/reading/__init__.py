"""From text, tables and lists to a checked scenario: what cannot be read is told with its line."""
