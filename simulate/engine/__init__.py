"""Plans → log: the clock. No chance and no organisation."""
