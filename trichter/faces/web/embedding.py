"""What a house pastes into its site or sets in its tools, so that visits are measured: as text, ready to be copied."""

from collections.abc import Mapping
from dataclasses import dataclass
from html import escape

from trichter.facts.timeline.hits.sources import Listed
from trichter.spine.outreach import links

CONSENTS = ("own", "tcf", "google", "callback")
"""Who asks the visitor, as the script's `data-consent` says it."""


@dataclass(frozen=True, slots=True)
class Snippets:
    """Each as it is pasted; `base` is our own address."""

    base: str
    html: str
    wordpress: str
    typo3: str
    tags: str
    callback: str
    segment: str
    python: str
    browser: str
    matomo: str
    server: str


def snippets(source: Listed, consent: str) -> Snippets:
    """Of a source, with what stands in `data-consent`."""
    base = links.url("")
    told = {"base": base, "key": source.key, "number": source.id}
    attribute = f' data-consent="{consent}"' if consent != "own" else ""
    tag = f'<script defer src="{escape(base)}/t/{source.key}.js"{attribute}></script>'
    line = f'script.dataset.consent = "{consent}";\n  ' if consent != "own" else ""
    return Snippets(
        base=base,
        html=tag,
        wordpress=_WORDPRESS % {"tag": tag},
        typo3=_TYPO3 % {"tag": tag},
        tags=_written(_TAGS, told | {"consent": line}),
        callback=_CALLBACK,
        segment=_written(_SEGMENT, told),
        python=_written(_PYTHON, told),
        browser=_written(_BROWSER, told),
        matomo=_written(_MATOMO, told),
        server=_written(_SERVER, told),
    )


def of_slot(name: str, key: str) -> tuple[str, str]:
    """What fills a slot: the script, which comes after that of the source, and the place."""
    script = f'<script defer src="{escape(links.url(""))}/t/{escape(key)}/slots.js"></script>'
    return script, f'<div data-trichter-slot="{escape(name)}">\n  …\n</div>'


def _written(text: str, told: Mapping[str, object]) -> str:
    return text % told


_WORDPRESS = """add_action('wp_head', function () {
  echo '%(tag)s';
});"""
_TYPO3 = """page.headerData.7412 = TEXT
page.headerData.7412.value = %(tag)s"""
# Tag managers leave out attributes that they do not know: the script is made by a script.
_TAGS = """<script>
(function () {
  var script = document.createElement("script");
  script.src = "%(base)s/t/%(key)s.js";
  %(consent)sdocument.head.appendChild(script);
})();
</script>"""
_CALLBACK = """trichter.consent(true);       // the visitor agrees
trichter.consent(false);      // the visitor refuses
trichter.consent("withdraw"); // the visitor withdraws"""
_SEGMENT = """import { Analytics } from "@segment/analytics-node";

const analytics = new Analytics({ writeKey: "%(key)s", host: "%(base)s" });
analytics.track({ userId: "4711", event: "Order placed" });"""
_PYTHON = """import segment.analytics as analytics

analytics.write_key = "%(key)s"
analytics.host = "%(base)s"
analytics.track("4711", "Order placed")"""
_BROWSER = """<script>
var _paq = window._paq = window._paq || [];
_paq.push(["disableCookies"]);
_paq.push(["trackPageView"]);
_paq.push(["setTrackerUrl", "%(base)s/matomo.php"]);
_paq.push(["setSiteId", "%(number)s"]);
</script>"""
_MATOMO = "%(base)s/matomo.php"
_SERVER = "idsite=%(number)s&rec=1&token_auth=%(key)s&url=https%%3A%%2F%%2Fwww.example.com%%2Fprices&action_name=Prices"
