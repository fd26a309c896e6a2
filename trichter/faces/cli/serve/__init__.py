"""`trichter serve`: one process looks after the web server and the worker. See `supervisor.py`."""
