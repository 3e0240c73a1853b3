"""Reading rows from CSV and XLSX files into services: columns, dry run, errors per row (customers.md §7)."""
