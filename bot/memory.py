"""What stays in memory as long as the process does."""

import gc


def keep_for_good() -> None:
    """Look no more through what is in memory by now: modules, the routes, the index of cases.

    There are some 300,000 objects, and going through all of them, as Python's collector does every
    now and then, holds everybody up for a quarter of a second. What nobody refers to any more is
    still freed at once; only rings of such objects would stay.
    """
    gc.collect()
    gc.freeze()
