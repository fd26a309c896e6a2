"""Python's collector of cycles, in processes that answer requests."""

import gc

_OBJECTS_BETWEEN_COLLECTIONS = 20_000


def rarely_collect() -> None:
    """It looks at what requests make, and not again and again at the modules, which stay."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(_OBJECTS_BETWEEN_COLLECTIONS)
