"""The rules of channels that come with Trichter, in the order in which they are asked.

First what a link calls its medium, then the click ids that networks add to what was paid for, then what a link calls
its source, then the page before. A house puts its own among them (`versions`).
"""

from trichter.facts.timeline.models import Channel
from trichter.facts.timeline.origins import networks
from trichter.facts.timeline.origins.content import Rule, Rules, split
from trichter.kernel.words import Words

_PAID = "cpc, ppc, paid, sem, cpv, cpa, paid search, search ads, search ad, paid_search, adwords, google ads, ads, ad"
_RULES: tuple[tuple[str, Words, Channel, dict[str, str]], ...] = (
    (
        "paid-social",
        Words("Paid, in a social network", "Bezahlt, in einem sozialen Netzwerk"),
        Channel.PAID_SOCIAL,
        {"medium": f"{_PAID}, cpm, display, banner, sponsored", "source": networks.SOCIAL},
    ),
    (
        "paid-network",
        Words("Paid, in an advertising network", "Bezahlt, in einem Werbenetzwerk"),
        Channel.DISPLAY,
        {"medium": _PAID, "source": networks.DISPLAY},
    ),
    (
        "medium-paid-social",
        Words("Link says: paid social", "Link sagt: bezahlt in sozialen Netzwerken"),
        Channel.PAID_SOCIAL,
        {"medium": "paid social*, social paid*, social ad*, social cpc, cpc social, *sponsored*, inmail"},
    ),
    (
        "medium-paid-search",
        Words("Link says: paid search", "Link sagt: bezahlte Suche"),
        Channel.PAID_SEARCH,
        {"medium": _PAID},
    ),
    (
        "medium-email",
        Words("Link says: e-mail", "Link sagt: E-Mail"),
        Channel.EMAIL,
        {"medium": "email*, mail, mailing*, *newsletter*, nl, e mailing, rundmail, signatur*"},
    ),
    (
        "medium-social",
        Words("Link says: social media", "Link sagt: soziale Medien"),
        Channel.SOCIAL,
        {"medium": "social*, organic social, soziale medien, sm, post, story, stories, bio, influencer"},
    ),
    (
        "medium-search",
        Words("Link says: organic search", "Link sagt: organische Suche"),
        Channel.SEARCH,
        {"medium": "organic, organic search, seo, search, gmb, gbp, local, suche"},
    ),
    (
        "medium-display",
        Words("Link says: display", "Link sagt: Display"),
        Channel.DISPLAY,
        {"medium": "display*, banner*, cpm, programmatic, native*, retargeting, remarketing, advertorial"},
    ),
    (
        "medium-affiliate",
        Words("Link says: affiliate or partner", "Link sagt: Affiliate oder Partner"),
        Channel.AFFILIATE,
        {"medium": "affiliate*, partner*, reseller, kooperation"},
    ),
    (
        "medium-assistant",
        Words("Link says: AI assistant", "Link sagt: KI-Assistent"),
        Channel.ASSISTANT,
        {"medium": "assistant, ai assistant, ai, ki, llm"},
    ),
    (
        "medium-referral",
        Words("Link says: referral", "Link sagt: Empfehlung"),
        Channel.REFERRAL,
        {"medium": "referral, link, blog, verweis, empfehlung, website"},
    ),
    (
        "medium-pr",
        Words("Link says: PR", "Link sagt: PR"),
        Channel.PR,
        {"medium": "pr, press*, presse*, public relations"},
    ),
    (
        "medium-print",
        Words("Link says: print", "Link sagt: Print"),
        Channel.PRINT,
        {"medium": "print*, qr*, flyer, letter, brief*, magazin*, anzeige, plakat, poster, katalog, direct mail"},
    ),
    (
        "medium-event",
        Words("Link says: event or fair", "Link sagt: Veranstaltung oder Messe"),
        Channel.EVENT,
        {"medium": "event*, fair, *messe, messe*, webinar*, trade show*, kongress, konferenz, veranstaltung*"},
    ),
    (
        "medium-phone",
        Words("Link says: phone", "Link sagt: Telefon"),
        Channel.PHONE,
        {"medium": "phone, telefon, call, anruf"},
    ),
    (
        "medium-chat",
        Words("Link says: chat", "Link sagt: Chat"),
        Channel.CHAT,
        {"medium": "chat*, whatsapp, messenger, telegram, signal, sms, teams, slack"},
    ),
    (
        "medium-walk-in",
        Words("Link says: walk-in", "Link sagt: Laufkundschaft"),
        Channel.WALK_IN,
        {"medium": "walk in"},
    ),
    (
        "medium-address-list",
        Words("Link says: address list", "Link sagt: Adressliste"),
        Channel.ADDRESS_LIST,
        {"medium": "address list, adressliste"},
    ),
    ("medium-import", Words("Link says: import", "Link sagt: Import"), Channel.IMPORT, {"medium": "import"}),
    ("medium-direct", Words("Link says: direct", "Link sagt: direkt"), Channel.DIRECT, {"medium": "direct"}),
    (
        "click-search",
        Words("Click id of a search ad", "Klick-ID einer Suchanzeige"),
        Channel.PAID_SEARCH,
        {"click": "gclid, gbraid, wbraid, gad_source, gad_campaignid, msclkid, yclid"},
    ),
    (
        "click-display",
        Words("Click id of a display network", "Klick-ID eines Werbenetzwerks"),
        Channel.DISPLAY,
        {"click": "dclid, tblci, dicbo, obclid"},
    ),
    (
        "click-paid-social",
        Words("Click id of an ad in a social network", "Klick-ID einer Anzeige in einem sozialen Netzwerk"),
        Channel.PAID_SOCIAL,
        {"click": "li_fat_id, ttclid, twclid, rdt_cid, sccid"},
    ),
    (
        "click-affiliate",
        Words("Click id of an affiliate network", "Klick-ID eines Affiliate-Netzwerks"),
        Channel.AFFILIATE,
        {"click": "awc, irclickid, cjevent, tduid, zanpid"},
    ),
    (
        "source-assistant",
        Words("Source is an AI assistant", "Quelle ist ein KI-Assistent"),
        Channel.ASSISTANT,
        {"source": networks.ASSISTANTS},
    ),
    (
        "source-social",
        Words("Source is a social network", "Quelle ist ein soziales Netzwerk"),
        Channel.SOCIAL,
        {"source": networks.SOCIAL},
    ),
    (
        "source-search",
        Words("Source is a search engine", "Quelle ist eine Suchmaschine"),
        Channel.SEARCH,
        {"source": networks.ENGINES},
    ),
    (
        "source-email",
        Words("Source is a newsletter or mailer", "Quelle ist ein Newsletter oder Versanddienst"),
        Channel.EMAIL,
        {"source": networks.MAILERS},
    ),
    (
        "source-display",
        Words("Source is an advertising network", "Quelle ist ein Werbenetzwerk"),
        Channel.DISPLAY,
        {"source": networks.DISPLAY},
    ),
    (
        "click-email",
        Words("Click id of a mailer", "Klick-ID eines Versanddienstes"),
        Channel.EMAIL,
        {"click": "mc_cid, mc_eid, _hsenc, _hsmi, mkt_tok"},
    ),
    (
        "medium-unknown",
        Words("Link says some other medium", "Link nennt ein anderes Medium"),
        Channel.OTHER,
        {"medium": "*"},
    ),
    (
        "source-unknown",
        Words("Link says some other source", "Link nennt eine andere Quelle"),
        Channel.OTHER,
        {"source": "*"},
    ),
    (
        "host-assistant",
        Words("Page of an AI assistant", "Seite eines KI-Assistenten"),
        Channel.ASSISTANT,
        {"host": networks.ASSISTANT_HOSTS},
    ),
    (
        "host-email",
        Words("Mail program or webmail", "Mailprogramm oder Webmail"),
        Channel.EMAIL,
        {"host": networks.MAIL_HOSTS},
    ),
    (
        "host-ads",
        Words("Page of search ads", "Seite von Suchanzeigen"),
        Channel.PAID_SEARCH,
        {"host": "googleadservices.com, google.*/aclk, bing.*/aclk, syndicatedsearch.goog"},
    ),
    (
        "host-display",
        Words("Page of an advertising network", "Seite eines Werbenetzwerks"),
        Channel.DISPLAY,
        {"host": networks.DISPLAY_HOSTS},
    ),
    (
        "host-affiliate",
        Words("Page of an affiliate network", "Seite eines Affiliate-Netzwerks"),
        Channel.AFFILIATE,
        {"host": networks.AFFILIATE_HOSTS},
    ),
    ("host-chat", Words("Page of a chat", "Seite eines Chats"), Channel.CHAT, {"host": networks.CHAT_HOSTS}),
    (
        "host-social",
        Words("Page of a social network", "Seite eines sozialen Netzwerks"),
        Channel.SOCIAL,
        {"host": networks.SOCIAL_HOSTS},
    ),
    (
        "host-services",
        Words("Other services of search engines", "Andere Dienste von Suchmaschinen"),
        Channel.REFERRAL,
        {"host": networks.SERVICE_HOSTS},
    ),
    (
        "host-search",
        Words("Page of a search engine", "Seite einer Suchmaschine"),
        Channel.SEARCH,
        {"host": networks.ENGINE_HOSTS},
    ),
    (
        "click-social",
        Words("Click id of a social network", "Klick-ID eines sozialen Netzwerks"),
        Channel.SOCIAL,
        {"click": "fbclid, igshid, igsh, epik"},
    ),
    (
        "click-organic",
        Words("Click id of organic results", "Klick-ID organischer Treffer"),
        Channel.SEARCH,
        {"click": "srsltid"},
    ),
)

LABELS = {key: label for key, label, _channel, _asks in _RULES}
"""What each is called as long as the house calls it nothing else."""
RULES = tuple(
    Rule.model_validate({"key": key, "channel": channel, **{part: split(told) for part, told in asks.items()}})
    for key, _label, channel, asks in _RULES
)
SHIPPED = Rules(RULES)


def label(rule: Rule) -> str:
    """What pages call it."""
    return rule.name or str(LABELS.get(rule.key, rule.key))
