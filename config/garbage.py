"""How often Python searches a web server's memory for garbage."""

import gc

NEW_OBJECTS, YOUNG, OLD = 10_000, 20, 100
"""After how many new objects the young ones are searched, after how many such searches the older ones, and so on for the oldest.

By default 700, which is a few times per page. With 50,000 one page in sixteen waited 18 ms for what all of them had left behind.
"""


def search_seldom() -> None:
    """Pass over the program itself for good, and search the rest seldom: one search of everything took longer than a page.

    What a page makes is freed when it is done with; only what refers to itself waits for the search.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(NEW_OBJECTS, YOUNG, OLD)
