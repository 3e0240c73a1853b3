"""Template filters and tags of the documents room."""
