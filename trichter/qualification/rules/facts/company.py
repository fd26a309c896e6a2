"""What is known of the firm somebody works for."""

from trichter.facts.contacts.fields import COMPANY_LABELS
from trichter.kernel.words import Words
from trichter.qualification.rules.operands import Operand, Relation, register
from trichter.qualification.rules.types import Type

COMPANY = Words("Company", "Firma")
_FIRM = Relation("f", join="LEFT JOIN contacts_company f ON f.id = c.company_id")
_READS = frozenset({"field:company", "company"})

register(
    *(
        Operand(f"company.{name}", label, Type.TEXT, f"NULLIF(f.{name}, '')", _READS, relation=_FIRM, group=COMPANY)
        for name, label in COMPANY_LABELS.items()
        if name != "employees"
    ),
    Operand(
        "company.employees",
        COMPANY_LABELS["employees"],
        Type.NUMBER,
        "f.employees",
        _READS,
        relation=_FIRM,
        group=COMPANY,
    ),
    Operand(
        "company.place",
        Words("Address of the company", "Adresse der Firma"),
        Type.PLACE,
        "f",
        _READS,
        relation=_FIRM,
        group=COMPANY,
    ),
    Operand(
        "company.people",
        Words("People we know there", "Bekannte Personen dort"),
        Type.NUMBER,
        "fp.people",
        _READS | {"created", "colleagues"},
        relation=Relation(
            "fp",
            join="""LEFT JOIN LATERAL (
                SELECT count(*) AS people FROM contacts_contact x
                WHERE x.company_id = c.company_id AND x.merged_into_id IS NULL AND x.erased_at IS NULL
            ) AS fp ON c.company_id IS NOT NULL""",
        ),
        group=COMPANY,
    ),
)
