"""The collector: a small ASGI application that takes what visitors do, and answers when it is written down."""
