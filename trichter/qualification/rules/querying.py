"""The compiler: a statement about a population, in which any number of rules are asked at once.

Everybody, a batch and one person are asked the same; only the population differs, and it stands inside every
sub-select: outside, the planner gathers what all people did before it looks at two of them. Whatever several rules ask
of the same rows is gathered in one pass.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import singledispatchmethod
from typing import Any

from trichter.qualification.rules.comparing import Given, compared
from trichter.qualification.rules.operands import Operand, Relation, Vocabulary
from trichter.qualification.rules.touching import meant, measured, told
from trichter.qualification.rules.tree import Colleague, Compare, Did, Every, Node, Not, Rule, Some
from trichter.qualification.rules.types import Type

THERE = "c.merged_into_id IS NULL AND c.erased_at IS NULL"
"""Of whom rules are asked: those who are there, and not under another's record."""


@dataclass(frozen=True, slots=True)
class Population:
    """Of whom something is asked: `among` is the condition on a column with contacts, which stands at `{}`.

    `are_many` where they are a good part of everybody, and the statement is planned each time.
    """

    among: str = "true"
    are_many: bool = False

    def of(self, column: str) -> str:
        """The condition on this column."""
        return self.among.format(column)


EVERYBODY = Population(are_many=True)
GIVEN = Population("{} = ANY(%(contacts)s::bigint[])")
"""Those handed in as the parameter `contacts`."""


class Query:
    """Collects what the rules of one statement need. Ask `holds` and `value` first, then `select`."""

    def __init__(self, population: Population = EVERYBODY, vocabulary: Vocabulary | None = None) -> None:
        self.population = population
        self.vocabulary = vocabulary or Vocabulary()
        self.given = Given()
        self._joined: dict[str, Relation] = {}
        self._gathered: dict[str, dict[str, str]] = {}
        self._touched: list[str] = []
        self._colleagues: dict[Node, str] = {}
        self._inner: list[str] = []

    def holds(self, rule: Rule) -> str:
        """Whether the rule holds for contact `c`: an SQL expression, never null."""
        return f"({self._node(rule.where)}) IS TRUE"

    def node(self, node: Node) -> str:
        """Whether a part of a rule holds for contact `c`."""
        return f"({self._node(node)}) IS TRUE"

    def value(self, operand: Operand) -> str:
        """The value of an operand for contact `c`."""
        self.given.fixed |= operand.given
        relation = operand.relation
        if relation is None:
            return operand.value
        if relation.join:
            self._joined[relation.alias] = relation
            return operand.value
        self._joined[relation.alias] = relation
        column = f"{relation.alias}.{self._column(relation.alias, operand.value)}"
        return f"coalesce({column}, {operand.otherwise})" if operand.otherwise else column

    def touched(self, did: Did, *, aggregate: str = "") -> tuple[str, Operand]:
        """What touchpoints measure for contact `c`, and as what it is compared; or another aggregate of them."""
        which = meant(did.did, self.given)
        if which not in self._touched:
            self._touched.append(which)
        measure, part = measured(did)
        column = f"m.{self._column('m', f'{aggregate or measure} FILTER (WHERE {which})')}"
        return (f"coalesce({column}, 0)" if did.measure == "count" and not aggregate else column), part

    def select(self, columns: Sequence[str], *, where: Iterable[str] = (), end: str = "") -> str:
        """The statement: these columns of those of the population for whom all of `where` hold."""
        conditions = " AND ".join((THERE, self.population.of("c.id"), *where))
        return f"SELECT {', '.join(columns)} FROM {self.source()} WHERE {conditions} {end}"

    def source(self) -> str:
        """What stands behind FROM."""
        return " ".join(("contacts_contact c", *self._joins(), *self._inner))

    def _column(self, alias: str, aggregate: str) -> str:
        columns = self._gathered.setdefault(alias, {})
        return columns.setdefault(aggregate, f"v{len(columns)}")

    def _joins(self) -> Iterable[str]:
        for relation in self._joined.values():
            if relation.join:
                yield relation.join.replace("{among}", self.population.of("contact_id")).replace("{now}", "%(now)s")
            else:
                rows = relation.rows.replace("{among}", self.population.of("contact_id")).replace("{now}", "%(now)s")
                yield self._grouped(rows, relation.alias)
        if self._touched:
            # Nobody reads the kinds that nobody asks for, and of a single question the whole condition.
            which = " OR ".join(f"({one})" for one in self._touched)
            yield self._grouped(
                f"SELECT * FROM ({told(self.population.among, are_many=self.population.are_many)}) AS t WHERE {which}",
                "m",
                row="t",
            )

    def _grouped(self, rows: str, alias: str, *, row: str = "r") -> str:
        columns = ", ".join(f"{aggregate} AS {name}" for aggregate, name in self._gathered[alias].items())
        return (
            f"LEFT JOIN (SELECT {row}.contact_id, {columns} FROM ({rows}) AS {row} GROUP BY {row}.contact_id)"
            f" AS {alias} ON {alias}.contact_id = c.id"
        )

    @singledispatchmethod
    def _node(self, node: Any) -> str:
        raise TypeError(node)

    @_node.register
    def _(self, node: Every) -> str:
        return " AND ".join(f"({self._node(part)})" for part in node.all)

    @_node.register
    def _(self, node: Some) -> str:
        return " OR ".join(f"({self._node(part)})" for part in node.any)

    @_node.register
    def _(self, node: Not) -> str:
        return f"({self._node(node.negated)}) IS NOT TRUE"

    @_node.register
    def _(self, node: Compare) -> str:
        operand = self.vocabulary.named(node.operand)
        value = operand.value if operand.type == Type.PLACE else self.value(operand)
        if operand.type == Type.PLACE:
            self.value(operand)
        return compared(operand, value, node.operator, node.values, self.given)

    @_node.register
    def _(self, node: Did) -> str:
        value, part = self.touched(node)
        return compared(part, value, node.operator, node.values, self.given)

    @_node.register
    def _(self, node: Colleague) -> str:
        """Of those of the population's firms for whom it holds, somebody has to be another."""
        if node.colleague not in self._colleagues:
            alias = f"w{len(self._colleagues)}"
            self._colleagues[node.colleague] = alias
            self._inner.append(self._firms(node.colleague, alias))
        alias = self._colleagues[node.colleague]
        return f"{alias}.people > 1 OR {alias}.one <> c.id"

    def _firms(self, node: Node, alias: str) -> str:
        among = self.population
        if among != EVERYBODY:
            firms = f"SELECT x.company_id FROM contacts_contact x WHERE {among.of('x.id')}"
            among = Population(f"{{}} IN (SELECT y.id FROM contacts_contact y WHERE y.company_id IN ({firms}))")
        inner = Query(among, self.vocabulary)
        inner.given = self.given
        holds = inner.node(node)
        people = inner.select(
            ["c.company_id", "count(*) AS people", "min(c.id) AS one"],
            where=["c.company_id IS NOT NULL", holds],
            end="GROUP BY c.company_id",
        )
        return f"LEFT JOIN ({people}) AS {alias} ON {alias}.company_id = c.company_id"
