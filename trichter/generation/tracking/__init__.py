"""What visitors do on the firm's sites: the protocols by which it is told, and what becomes of it."""
