"""The actions on sales agreements, one module each."""
