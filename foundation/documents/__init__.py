"""Paper and its ways out: print management, rendering, the archive of originals, e-mail, and the outbox."""
