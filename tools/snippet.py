"""How large the scripts are that other people's sites load, packed: 4 kB at most with the words of the banner, and
1.5 kB the one that fills slots.

Exits 1 if one is larger.
"""

import os
import sys

LARGEST = 4 * 1024
LARGEST_OF_SLOTS = 1536


def main() -> int:
    """The exit code."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "trichter.config.settings")
    import django

    django.setup()
    from trichter.faces.collector import slots
    from trichter.faces.collector.serving import packed, served
    from trichter.facts.timeline.hits.models import Ground
    from trichter.facts.timeline.hits.sources import Listed
    from trichter.generation.tracking.founding import WORDS

    source = Listed(1, "", "9f2c61d07be3485aa1c4e06f", (), Ground.ASKED, may_identify=False, is_closed=False)
    wordings = tuple((language, (number, text)) for number, (language, text) in enumerate(WORDS.items(), start=1))
    size = len(packed(served(source, wordings)))
    print(f"script of {size} bytes, packed, of {LARGEST}")
    small = len(packed(slots.served(source.key)))
    print(f"script of slots of {small} bytes, packed, of {LARGEST_OF_SLOTS}")
    return 0 if size <= LARGEST and small <= LARGEST_OF_SLOTS else 1


if __name__ == "__main__":
    sys.exit(main())
