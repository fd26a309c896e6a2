"""The demo's firm may publish from its first day."""

import pytest

from trichter.facts.house.queries import house, lacks, notice
from trichter.generation.demo import letterhead


@pytest.mark.django_db
def test_the_demo_firm_has_a_whole_imprint_and_a_notice_in_both_languages() -> None:  # LAW 1.15, 1.16
    letterhead.introduce()
    assert lacks(house()) == ()
    assert house().address_line == "Ahornwerk GmbH, Lindenstraße 8, 79098 Freiburg"
    assert all(notice(language) for language in ("de", "en"))
