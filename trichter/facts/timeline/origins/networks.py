"""Who brings visitors: networks, engines, mail programs and assistants, by the names that links and pages give them."""

SOCIAL = (
    "facebook, fb, instagram, ig, meta, linkedin, li, xing, twitter, x, t.co, lnkd.in, youtube, youtu.be, tiktok, "
    "pinterest, reddit, mastodon, threads, bluesky, bsky, snapchat, kununu, facebook*, instagram*, linkedin*"
)
SOCIAL_HOSTS = (
    "facebook.*, fb.me, fb.com, messenger.com, instagram.*, linkedin.*, lnkd.in, xing.*, kununu.*, twitter.*, "
    "x.com, t.co, youtube.*, youtu.be, tiktok.*, pinterest.*, pin.it, reddit.*, redd.it, mastodon.*, threads.net, "
    "threads.com, bsky.app, snapchat.*, vimeo.com, tumblr.com, vk.com, quora.com, gutefrage.net, nebenan.de, "
    "medium.com, stackoverflow.com, mastodon.social, norden.social, social.tchncs.de, com.facebook.katana, "
    "com.facebook.orca, com.instagram.android, com.linkedin.android, com.xing.android, com.twitter.android, "
    "com.pinterest, com.reddit.frontpage, com.zhiliaoapp.musically, com.google.android.youtube"
)
ENGINES = (
    "google, bing, duckduckgo, ecosia, startpage, qwant, yahoo, brave, yandex, baidu, metager, kagi, swisscows, "
    "mojeek, gmb, google my business, google business profile, googlemaps, google maps, googlemybusiness, bing "
    "places"
)
ENGINE_HOSTS = (
    "google.*, bing.*, duckduckgo.com, ecosia.org, startpage.*, qwant.com, search.yahoo.com, search.yahoo.co.jp, "
    "search.brave.com, yandex.*, ya.ru, baidu.com, metager.*, kagi.com, swisscows.*, mojeek.com, suche.web.de, "
    "suche.gmx.*, suche.t-online.de, suche.freenet.de, suche.1und1.de, search.aol.*, suche.aol.de, search.ch, "
    "fireball.*, seznam.cz, naver.com, ask.com, presearch.com, you.com/search, gexsi.com, lilo.org, "
    "com.google.android.googlequicksearchbox, com.duckduckgo.mobile.android, com.ecosia.android, "
    "com.microsoft.bing"
)
SERVICE_HOSTS = (
    "docs.google.*, drive.google.*, sites.google.*, calendar.google.*, meet.google.*, classroom.google.*, "
    "groups.google.*, play.google.*, accounts.google.*, translate.google.*, support.google.*, workspace.google.*, "
    "keep.google.*, google.*/amp, cloud.google.*"
)
ASSISTANTS = (
    "chatgpt, chatgpt*, openai, claude, anthropic, perplexity, gemini, copilot, mistral, lechat, deepseek, you, "
    "grok, meta ai, phind, poe, langdock"
)
ASSISTANT_HOSTS = (
    "chatgpt.com, openai.com, claude.ai, anthropic.com, perplexity.ai, gemini.google.*, bard.google.*, "
    "notebooklm.google.*, copilot.microsoft.com, copilot.cloud.microsoft, m365.cloud.microsoft, bing.*/chat, "
    "bing.*/copilotsearch, chat.mistral.ai, mistral.ai, deepseek.com, you.com, grok.com, x.ai, meta.ai, poe.com, "
    "phind.com, duck.ai, langdock.com, genspark.ai, felo.ai, huggingface.co/chat, com.openai.chatgpt, "
    "ai.perplexity.app.android, com.anthropic.claude, com.google.android.apps.bard, com.microsoft.copilot"
)
MAILERS = (
    "newsletter*, mailchimp, brevo, sendinblue, cleverreach, rapidmail, mailjet, inxmail, hubspot email, hs "
    "email, hsemail, klaviyo, activecampaign, evalanche, mailing*, email*, outlook, gmail, sendgrid, emarsys, "
    "optivo, episerver, kajomi"
)
MAIL_HOSTS = (
    "mail.*, mail.*.*, webmail.*.*, email.*.*, outlook.*, outlook.*.*, newsletter.*.*, deref-gmx.*, deref-web.*, "
    "deref-web-02.de, deref-mail.com, deref-1und1.de, navigator.web.de, navigator.gmx.*, navigator-bs.*.*, "
    "3c.web.de, 3c.gmx.*, 3c-lxa.web.de, 3c-lxa.gmx.*, lightmailer-bs.web.de, lightmailer-bs.gmx.*, "
    "lightmailer.web.de, lightmailer.gmx.*, safelinks.protection.outlook.com, urldefense.com, "
    "urldefense.proofpoint.com, cudasvc.com, mimecast.com, mimecastprotect.com, emailprotection.link, "
    "secure-web.cisco.com, hornetsecurity.com, vadesecure.com, list-manage.com, mailchi.mp, campaign-archive.com, "
    "mjt.lu, sendibm1.com, sendibt2.com, sendibt3.com, cleverreach.com, crsend.com, emailsys1a.net, "
    "emailsys2a.net, hubspotemail.net, hs-sites.com/_hcms/preview, inxmail.*, evalanche.com, "
    "com.google.android.gm, com.microsoft.office.outlook, de.web.mobile.android.mail, de.gmx.mobile.android.mail, "
    "de.telekom.mail, com.samsung.android.email.provider, com.yahoo.mobile.client.android.mail, com.fsck.k9, "
    "net.thunderbird.android, ch.protonmail.android"
)
DISPLAY = (
    "taboola, outbrain, criteo, teads, adition, yieldlab, plista, doubleclick, dv360, googlesyndication, google "
    "display, gdn, adroll, xandr, appnexus, the trade desk, seedtag, google ads display"
)
DISPLAY_HOSTS = (
    "doubleclick.net, googlesyndication.com, 2mdn.net, adnxs.com, adsrvr.org, criteo.*, taboola.com, "
    "outbrain.com, teads.tv, adition.com, adfarm1.adition.com, yieldlab.net, plista.com, adform.net, "
    "smartadserver.com, ligatus.com, ads.yahoo.com, amazon-adsystem.com, safeframe.googlesyndication.com, "
    "serving-sys.com, adsafeprotected.com"
)
AFFILIATE_HOSTS = (
    "awin1.com, awin.com, zenaps.com, zanox.com, zanox-affiliate.de, tradedoubler.com, belboon.*, adcell.*, "
    "webgains.*, financeads.net, digistore24.*, anrdoezrs.net, dpbolvw.net, jdoqocy.com, kqzyfj.com, tkqlhce.com, "
    "linksynergy.com, shareasale.com, impact.com, sjv.io, affilinet.de, retailads.net, partnerads.*"
)
CHAT_HOSTS = (
    "whatsapp.com, wa.me, l.wl.co, telegram.org, t.me, slack.com, slack-redir.net, teams.microsoft.com, "
    "teams.cdn.office.net, teams.cloud.microsoft, discord.com, discord.gg, signal.org, threema.ch, com.whatsapp, "
    "com.whatsapp.w4b, com.slack, org.telegram.messenger, com.microsoft.teams, com.discord, ch.threema.app"
)
