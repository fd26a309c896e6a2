"""A killed supervisor takes all its parts along; the database stays for those who still use it, and stops with them."""

from tests.crashes.victim import Victim
from tests.faces.cli.installations import LONG, wait
from tests.faces.cli.test_serve_killed import keeper
from tests.kernel.postgres.users import User
from trichter.kernel.postgres.server import is_ready


def test_the_database_outlives_the_supervisor_as_long_as_somebody_uses_it(victim: Victim) -> None:
    user = User(victim.home).wait_until_ready()
    try:
        victim.supervisor.kill()
        victim.processes.pop(0).wait(LONG)

        wait(lambda: victim.survivors() == {keeper(victim)}, "web server and worker have ended")
        assert is_ready(victim.where)
    finally:
        user.kill()
    wait(lambda: not victim.survivors(), "the keeper leaves with the last user")
    victim.wait_until_gone()
