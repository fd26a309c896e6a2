"""What every entry point calls before it touches the database: there is one, and it is new enough."""

import psycopg

from trichter.kernel.environment import Environment
from trichter.kernel.postgres.address import from_url
from trichter.kernel.postgres.errors import ServerNotReached, ServerTooOld
from trichter.kernel.postgres.server import use

LEAST = 16


def ensure(environment: Environment) -> None:
    """Have the embedded server run until this process ends, or check the one of `DATABASE_URL`."""
    if environment.database_url is None:
        use(environment.home_path, durable=environment.durable)
    else:
        check(environment.database_url.get_secret_value())


def check(url: str) -> None:
    """Refuse a server that does not answer or is too old."""
    from_url(url)
    try:
        with psycopg.connect(url, connect_timeout=10) as connection:
            found = connection.info.server_version // 10_000
    except psycopg.OperationalError as error:
        raise ServerNotReached(reason=str(error).strip().splitlines()[0]) from None
    if found < LEAST:
        raise ServerTooOld(found=found, least=LEAST)
