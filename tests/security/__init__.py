"""Who sees what: every route as every role, and the walls between legal entities."""
