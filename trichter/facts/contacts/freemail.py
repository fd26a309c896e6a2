"""Providers whose mail addresses say nothing about an employer."""

_LISTED = """
    aol.com arcor.de bluewin.ch chello.at email.de freenet.de gmail.com gmx.at gmx.ch gmx.com gmx.de gmx.net
    googlemail.com hotmail.com hotmail.de icloud.com live.com live.de mac.com mail.com mail.de mailbox.org
    me.com msn.com outlook.com outlook.de posteo.de proton.me protonmail.com rocketmail.com t-online.de
    tutanota.com vodafone.de web.de yahoo.com yahoo.de ymail.com
"""
FREEMAIL = frozenset(_LISTED.split())
