"""What stands between granian and Django: only whole requests come to Django's threads, and only whole answers or
single pieces of them are asked of these, so that nobody holds a thread by being slow. See `front.py`."""
