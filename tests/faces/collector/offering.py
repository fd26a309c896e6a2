"""Publishes an offer in an installation whose own pages ask visitors: a process of its own, with its variables.

Says the address of the offer's page.
"""

import sys

import django


def main(origin: str) -> None:
    """`origin` is a site that may show the form in a frame; its port makes the address of the offer."""
    slug = f"hebel-{origin.rpartition(':')[2]}"
    django.setup()
    from tests.generation.offers.makings import EMAIL, our_house, published
    from trichter.facts.timeline.hits import sources
    from trichter.facts.timeline.hits.models import Ground
    from trichter.generation.tracking import founding

    our_house()
    published(slug=slug, questions=[EMAIL], origins=[origin])
    own = founding.own_pages()
    sources.change(own.id, name=own.name, hosts=[], ground=Ground.ASKED, may_identify=False)
    sys.stdout.write(f"/o/{slug}/")


if __name__ == "__main__":
    main(sys.argv[1])
