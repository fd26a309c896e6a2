"""The server's settings, from the machine's memory; on the command line, so that they follow machine and release."""

import os
from pathlib import Path

_MB = 1024 * 1024


def memory() -> int:
    """Bytes of memory we may count on: the machine's, or less if a control group limits us."""
    machine = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    try:
        limit = Path("/sys/fs/cgroup/memory.max").read_text("ascii").strip()
    except OSError:
        return machine
    return min(machine, int(limit)) if limit.isdigit() else machine


def settings(*, memory_bytes: int, sockets: Path, durable: bool) -> dict[str, str]:
    """The server's settings; `durable` is false only for tests, which own no data worth keeping."""
    return {**_access(sockets), **_sizes(memory_bytes), **_planner(), **_discretion(), **_wal(durable=durable)}


def _access(sockets: Path) -> dict[str, str]:
    return {
        "listen_addresses": "",
        "unix_socket_directories": str(sockets),
        "unix_socket_permissions": "0700",
        "max_connections": "120",
        "timezone": "UTC",
        "log_timezone": "UTC",
    }


def _sizes(memory_bytes: int) -> dict[str, str]:
    megabytes = memory_bytes // _MB
    return {
        # Every megabyte here costs bookkeeping even when idle; past a gigabyte the page cache serves as well.
        "shared_buffers": f"{min(max(megabytes // 8, 64), 1024)}MB",
        "effective_cache_size": f"{max(megabytes // 2, 256)}MB",
        "work_mem": f"{min(max(megabytes // 512, 4), 64)}MB",
        "maintenance_work_mem": f"{min(max(megabytes // 32, 32), 512)}MB",
        "wal_buffers": "16MB",
        "huge_pages": "off",
    }


def _planner() -> dict[str, str]:
    return {
        # Our statements are short: compiling them costs more than it saves.
        "jit": "off",
        "random_page_cost": "1.1",
        "default_statistics_target": "100",
    }


def _discretion() -> dict[str, str]:
    """A failed statement, its values and the key it met are personal data and do not belong into a log."""
    return {
        "log_min_messages": "log",
        "log_min_error_statement": "panic",
        "log_error_verbosity": "terse",
        "log_parameter_max_length": "0",
        "log_parameter_max_length_on_error": "0",
        "log_checkpoints": "off",
        "log_line_prefix": "%m [%p] ",
    }


def _wal(*, durable: bool) -> dict[str, str]:
    wal = {
        # Nothing replicates an embedded server; whoever needs replicas sets DATABASE_URL.
        "wal_level": "minimal",
        "max_wal_senders": "0",
        "max_logical_replication_workers": "0",
        # The wheel's only method takes more processor time than writing the pages whole.
        "wal_compression": "off",
        "max_wal_size": "2GB",
        # Files of the log are used again: whoever needs a new one waits until it is filled with zeros.
        "min_wal_size": "512MB",
        "checkpoint_timeout": "15min",
    }
    lossy = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
    return wal if durable else wal | lossy
