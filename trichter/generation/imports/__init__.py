"""Files of people: read, mapped by a profile, checked row by row, and recorded like everything else.

`services.run` imports a file and `exporting.write` writes one; both are used by the command line and by the pages.
"""
