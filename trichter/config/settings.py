"""Django's settings, derived from the typed environment."""

from pathlib import Path

from django.utils.translation import gettext_lazy as _

from trichter.kernel.environment import environment
from trichter.kernel.keys import key
from trichter.kernel.logs import configure_logs
from trichter.kernel.postgres.address import database_settings
from trichter.kernel.stores import store_settings

ENVIRONMENT = environment()
BASE = Path(__file__).resolve().parent.parent

DEBUG = ENVIRONMENT.debug
SECRET_KEY = key("django").hex()
ALLOWED_HOSTS = ENVIRONMENT.hosts
VISITORS_HOST = ENVIRONMENT.visitors_host
CSRF_TRUSTED_ORIGINS = ENVIRONMENT.origins
DATABASES = {"default": database_settings(ENVIRONMENT)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = [
    "trichter.kernel",
    "trichter.facts.house",
    "trichter.facts.staff",
    "trichter.facts.contacts",
    "trichter.facts.consent",
    "trichter.facts.timeline",
    "trichter.facts.timeline.hits",
    "trichter.qualification.rules",
    "trichter.qualification.scoring",
    "trichter.qualification.lifecycle",
    "trichter.qualification.segments",
    "trichter.spine",
    "trichter.spine.outreach",
    "trichter.generation.imports",
    "trichter.generation.forms",
    "trichter.generation.assets",
    "trichter.generation.offers",
    "trichter.generation.capture",
    "trichter.generation.costs",
    "trichter.generation.tracking",
    "trichter.generation.shortlinks",
    "trichter.sales.tasks",
    "trichter.sales.firstcontact",
    "trichter.sales.handover",
    "trichter.faces.cli",
    "trichter.faces.public",
    "trichter.faces.web",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.usersessions",
    "django_cotton",
    "django_htmx",
]

MIDDLEWARE = [
    "trichter.faces.web.requests.RequestLog",
    "django.middleware.security.SecurityMiddleware",
    # Before anything that looks at the host: a balancer asks by an address of its own.
    "trichter.faces.web.health.Health",
    "trichter.faces.statics.Statics",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "trichter.faces.web.middleware.ContentSecurity",
    "trichter.faces.sides.Sides",
    "trichter.faces.public.middleware.Visitors",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    # Every view is closed unless it says `login_not_required`.
    "trichter.faces.web.middleware.LoginRequired",
    "trichter.faces.web.middleware.KnownNumbers",
    "trichter.faces.web.middleware.PersonLocale",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "builtins": ["trichter.faces.web.templatetags.addresses"],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]
FORM_RENDERER = "trichter.faces.web.widgets.Renderer"

ROOT_URLCONF = "trichter.config.urls"
COLLECTOR = "trichter.faces.collector.application.Collector"
WSGI_APPLICATION = "trichter.config.wsgi.application"

AUTH_USER_MODEL = "staff.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in ("MinimumLengthValidator", "CommonPasswordValidator", "UserAttributeSimilarityValidator")
]
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_ADAPTER = "trichter.faces.web.account.StaffAdapter"
ACCOUNT_LOGOUT_ON_GET = False
ALLAUTH_TRUSTED_PROXY_COUNT = ENVIRONMENT.proxies
# Whether an address has an account here is told to nobody, not even to whoever reads its mail.
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
# No mail leaves but through the one door out, which this backend is not.
EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "overview"

LANGUAGE_CODE = ENVIRONMENT.language
LANGUAGES = [("de", _("German")), ("en", _("English"))]
FORMAT_MODULE_PATH = ["trichter.config.formats"]
LOCALE_PATHS = [BASE.parent / "locale"]
TIME_ZONE = ENVIRONMENT.time_zone
USE_TZ = True

STATIC_URL = "/static/"
WHITENOISE_USE_FINDERS = True
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "trichter.faces.statics.Versioned"},
    "files": store_settings(ENVIRONMENT),
}

SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = ENVIRONMENT.is_https
SESSION_COOKIE_NAME = "trichter_session"
CSRF_COOKIE_NAME = "trichter_csrf"
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if ENVIRONMENT.is_https_somewhere else None
SECURE_HSTS_SECONDS = 31_536_000 if ENVIRONMENT.is_https_somewhere else 0
SECURE_REFERRER_POLICY = "same-origin"

COTTON_DIR = "components"

LOGGING_CONFIG = None
configure_logs(ENVIRONMENT.log_level)
