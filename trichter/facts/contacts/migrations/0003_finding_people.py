"""By which people and firms are found and walked through, at a million of them.

`contacts_words` takes names, addresses and tags apart as `insight.search` takes apart what is typed; it is ours, for the
parsers of PostgreSQL take numbers and addresses for something else, and quick, for every recording pays it. Each word
may be a beginning (`:*`).
"""

import unicodedata

from django.db import migrations, models
from django.db.models import Q
from django.db.models.functions import Collate

HERE = "merged_into_id IS NULL AND erased_at IS NULL"
ACCENTED = "".join(c for c in map(chr, range(0xE0, 0x180)) if c.islower() and len(unicodedata.decomposition(c)) > 4)
PLAIN = "".join(unicodedata.normalize("NFKD", c)[0] for c in ACCENTED)
FOLDED = f"""
CREATE FUNCTION contacts_folded(given text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN
    CASE WHEN octet_length(given) = length(given) THEN lower(given) ELSE
        translate(replace(replace(replace(replace(lower(given), 'ä', 'ae'), 'ö', 'oe'), 'ü', 'ue'), 'ß', 'ss'),
                  '{ACCENTED}', '{PLAIN}') END
"""
# The dots of a domain stay: it is one word, but for its hyphens.
WORDS = r"""
CREATE FUNCTION contacts_words(names text, domain text) RETURNS tsvector LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN
    array_to_tsvector(array_remove(string_to_array(
        translate(names, E'.,;:/()"''\\_+-@\t\n\r', rpad('', 18)) || ' ' || translate(domain, '_+-@', '    '), ' '), ''))
"""
OF_PERSON = """
CREATE FUNCTION contacts_person_words(name_key text, email text, tags text[]) RETURNS tsvector
LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN contacts_words(
    name_key || ' ' || contacts_folded(split_part(email, '@', 1))
        || CASE WHEN tags = '{}' THEN '' ELSE ' ' || contacts_folded(array_to_string(tags, ' ')) END,
    contacts_folded(split_part(email, '@', 2)))
"""
OF_FIRM = """
CREATE FUNCTION contacts_firm_words(name_key text, domain text) RETURNS tsvector
LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN contacts_words(left(name_key, 200), contacts_folded(coalesce(domain, '')))
"""


class Migration(migrations.Migration):
    dependencies = [
        ("contacts", "0002_mail_preferences"),
    ]

    operations = [
        migrations.RunSQL(FOLDED, "DROP FUNCTION contacts_folded(text)"),
        migrations.RunSQL(WORDS, "DROP FUNCTION contacts_words(text, text)"),
        migrations.RunSQL(OF_PERSON, "DROP FUNCTION contacts_person_words(text, text, text[])"),
        migrations.RunSQL(OF_FIRM, "DROP FUNCTION contacts_firm_words(text, text)"),
        migrations.RunSQL(
            f"""CREATE INDEX contact_words ON contacts_contact
                USING gin (contacts_person_words(name_key, email, tags)) WHERE {HERE}""",
            "DROP INDEX contact_words",
        ),
        migrations.RunSQL(
            "CREATE INDEX company_words ON contacts_company USING gin (contacts_firm_words(name_key, domain))",
            "DROP INDEX company_words",
        ),
        migrations.AddIndex(
            "contact",
            models.Index(
                Collate("name_key", "C"), "id", name="contact_by_name", condition=Q(merged_into=None, erased_at=None)
            ),
        ),
        migrations.AddIndex(
            "contact",
            models.Index("created_at", "id", name="contact_by_age", condition=Q(merged_into=None, erased_at=None)),
        ),
        migrations.AddIndex(
            "contact", models.Index(Collate("phone", "C"), name="contact_by_phone", condition=~Q(phone=""))
        ),
        migrations.AddIndex(
            "contact", models.Index(Collate("mobile", "C"), name="contact_by_mobile", condition=~Q(mobile=""))
        ),
        migrations.AddIndex("company", models.Index(Collate("name_key", "C"), "id", name="company_by_name_key")),
    ]
