"""How often Python searches a web server's memory for garbage."""

import gc

NEW_OBJECTS = 50_000
"""After how many new objects the young ones are searched; 700 by default, which is a few times per page."""


def search_seldom() -> None:
    """Pass over the program itself for good, and search the rest seldom: one search of everything took longer than a page.

    What a page makes is freed when it is done with; only what refers to itself waits for the search.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(NEW_OBJECTS)
