"""A store's holdings → people: a brief in plain text, one event in full, a report in one HTML file."""
