"""A store ↔ the formats of other tools, one module a format; none knows another."""
