"""Up-sell and cross-sell: product lists, rules, and what clerks are offered while they enter lines (sales.md §4)."""
