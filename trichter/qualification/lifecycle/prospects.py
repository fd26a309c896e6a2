"""Who is a prospect: all five criteria are known and met, and they stand at lead or beyond."""

PROSPECTS = """lifecycle_qualification met
    JOIN lifecycle_standing stood ON stood.contact_id = met.contact_id AND stood.track_id = 'customer'
        AND met.met_at IS NOT NULL AND stood.position >=
            (SELECT position FROM lifecycle_stage WHERE track_id = 'customer' AND key = 'lead')"""
"""A source of rows of a statement; `met.contact_id` is who."""


def is_prospect(contact: str) -> str:
    """A condition on whoever has this id in a statement."""
    return f"EXISTS (SELECT FROM {PROSPECTS} WHERE met.contact_id = {contact})"
