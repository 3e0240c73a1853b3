"""The pages of the documents room: what was sent or printed, and what was not delivered."""
