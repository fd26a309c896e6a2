"""The embedded PostgreSQL server: shared by the processes of one home, started with the first, stopped with the last.

Read `server.py` for how it is used, `keeper.py` for how it is kept alive. This file imports nothing, because the keeper
has to stay small.
"""
