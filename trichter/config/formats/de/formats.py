"""Days and times in German as our pages and mails write them; all else is Django's."""

DATETIME_FORMAT = r"j. F Y, H:i \U\h\r"
SHORT_DATETIME_FORMAT = "d.m.Y, H:i"
