"""The pages of the organization: the legal entity, its people, numbers, periods and currencies, and the audit trail."""
