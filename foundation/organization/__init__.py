"""Legal entities, people and their roles, numbers, currencies, periods and the audit trail."""
