"""All settings of a Rembuk installation, in one file. Everything an operator changes comes from the environment.

`docs/settings.md` lists the variables. Secrets may come from files: `REMBUK_SECRET_KEY_FILE=/run/secrets/key`.
"""

from __future__ import annotations

import secrets
from pathlib import Path
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from . import env, logs

PACKAGE = Path(__file__).resolve().parent.parent

# Where this installation keeps what it writes: database, keys, uploads. Never inside the package.
VAR = Path(env.text("REMBUK_VAR", "var")).resolve()

DEMO = env.flag("REMBUK_DEMO", False)
DEBUG = env.flag("REMBUK_DEBUG", False)
if DEBUG and not DEMO and env.text("REMBUK_DATABASE_URL").startswith("postgres"):
    raise ImproperlyConfigured("REMBUK_DEBUG shows tracebacks to visitors; it is refused on a PostgreSQL installation")


# Signs sessions and cookies: given, or kept beside the database by `rembuk prepare`. Reading settings writes nothing,
# so until then it lives as long as the process.
SECRET_KEY_FILE = VAR / "secret-key"
SECRET_KEY = env.text("REMBUK_SECRET_KEY") or env.kept(SECRET_KEY_FILE) or secrets.token_urlsafe(50)
# Master keys, index keys and code keys: a folder that must not lie in the database's backup. See `sealed`.
REMBUK_KEYS = Path(env.text("REMBUK_KEYS", str(VAR / "keys"))).resolve()

# ---------------------------------------------------------------- addresses
REMBUK_BASE_URL = env.text("REMBUK_BASE_URL", "http://localhost:8000")
ALLOWED_HOSTS = env.words("REMBUK_HOSTS", ["localhost", "127.0.0.1", "[::1]", ".localhost"])
CSRF_TRUSTED_ORIGINS = env.words("REMBUK_TRUSTED_ORIGINS", [])
WAGTAILADMIN_BASE_URL = REMBUK_BASE_URL
WAGTAIL_SITE_NAME = "Rembuk"
ROOT_URLCONF = "rembuk.site.urls"
WSGI_APPLICATION = "rembuk.site.wsgi.application"

# ---------------------------------------------------------------- rooms
INSTALLED_APPS = [
    "rembuk.site",
    "rembuk.edge",
    "rembuk.api",
    "rembuk.embed",
    "rembuk.updates",
    "rembuk.programmes",
    "rembuk.vouchers",
    "rembuk.trust",
    "rembuk.moderation",
    "rembuk.notices",
    "rembuk.conversation",
    "rembuk.newsroom",
    "rembuk.readers",
    "rembuk.audit",
    "rembuk.design",
    "wagtail.contrib.settings",
    "wagtail.users",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.snippets",
    "wagtail.search",
    "wagtail.admin",
    "wagtail.sites",
    "wagtail",
    "modelcluster",
    "taggit",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "django_tasks",
    "django_tasks_db",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.humanize",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    "rembuk.conversation.middleware.PostsTakeTurns",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "rembuk.design.middleware.SecurityHeaders",
    "rembuk.embed.middleware.FrameReaders",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "rembuk.design.middleware.ChosenLanguage",
    "rembuk.design.middleware.Pieces",
    "rembuk.design.middleware.FormsOnly",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "rembuk.trust.middleware.Sessions",
    "rembuk.trust.middleware.Devices",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "rembuk.design.context_processors.look",
                "rembuk.newsroom.context_processors.title",
            ],
        },
    }
]

# ---------------------------------------------------------------- extension points: dotted names, in their order
# What stands beside and below a story, in its order on a phone.
REMBUK_STORY_PANELS = [
    "rembuk.programmes.panels.programme_card",
    "rembuk.moderation.panels.not_placed",
    "rembuk.conversation.panels.talk",
    "rembuk.conversation.panels.picks",
    "rembuk.conversation.panels.trending",
    "rembuk.updates.panels.invitation",
]
# What other rooms say of a story to machines, inside its NewsArticle. See `newsroom.structured`.
REMBUK_STORY_FACTS = ["rembuk.conversation.structured.story_facts"]
# What every comment passes before it is recorded, in this order. See `conversation.phases` and docs/moderation.md.
REMBUK_PHASES = [
    "rembuk.conversation.phases_basic.length",
    "rembuk.conversation.phases_basic.thread_state",
    "rembuk.moderation.phases.standing",
    "rembuk.moderation.phases.repetition",
    "rembuk.moderation.phases.links",
    "rembuk.moderation.phases.lexicon",
    "rembuk.moderation.phases.gambling",
    "rembuk.moderation.phases.model",
    "rembuk.moderation.phases.history",
    "rembuk.moderation.phases.newcomer",
    "rembuk.moderation.phases.story_words",
    "rembuk.moderation.phases.external",
    "rembuk.moderation.phases.unjudged",
]

# What the worker does every few seconds, so that nothing that happens has to wait for it.
REMBUK_SWEEPS = [
    "rembuk.notices.tasks.sweep",
    "rembuk.api.tasks.sweep",
    "rembuk.conversation.tasks.sweep",
    "rembuk.moderation.desk.sweep",
    "rembuk.moderation.summing.sweep",
    "rembuk.moderation.learning.nightly.sweep",
    "rembuk.embed.tasks.sweep",
]
# Whether pages and receivers on this very machine may embed conversations and hear of them: while trying things out.
REMBUK_LOOPBACK_SITES = DEMO
# Whom a title's API keys may speak for: functions from (title's id, reader), one of which has to agree.
REMBUK_READERS_OF_TITLE = ["rembuk.embed.queries.is_of_title", "rembuk.api.access.wrote_here_only"]
# Where a guest whose comment was rejected reads why, and appeals: an address that takes the token of their link.
REMBUK_GUEST_REJECTED = "moderation:appeal_as_guest"
# What else belongs into the one private request about a thread: functions from (reader, thread) to JSON facts.
REMBUK_PERSONAL = ["rembuk.notices.queries.personal"]

# ---------------------------------------------------------------- data
DATABASES = {"default": env.database("REMBUK_DATABASE_URL", VAR / "rembuk.sqlite3")}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
# Limits (sign-in tries and the like) are counted in the cache, so it must be shared by every process.
CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "rembuk_cache"},
    # What each process may believe for a second without asking; whatever must be certain is decided under a lock.
    "brief": {
        "BACKEND": "rembuk.site.brief.SharedMemory",
        "TIMEOUT": 1,
        "OPTIONS": {"MAX_ENTRIES": 5_000},
    },
}
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
MEDIA_ROOT = VAR / "media"
MEDIA_URL = "/media/"
WAGTAILIMAGES_EXTENSIONS = ["avif", "gif", "jpg", "jpeg", "png", "webp", "svg"]
STATIC_URL = "/static/"
# WhiteNoise serves the files straight from the packages: no collectstatic step, no second copy to go stale.
STATIC_ROOT = None
WHITENOISE_USE_FINDERS = True
WHITENOISE_MAX_AGE = 3_600
WHITENOISE_AUTOREFRESH = DEBUG

# ---------------------------------------------------------------- language and time
LANGUAGE_CODE = "id"
LOCALE_PATHS = [PACKAGE / "design" / name for name in ("wagtail_id", "allauth_id")]  # where theirs is none, or stiff
LANGUAGES = [("id", _("Indonesian")), ("en", _("English"))]
WAGTAIL_CONTENT_LANGUAGES = LANGUAGES
LANGUAGE_COOKIE_NAME = "bahasa"
TIME_ZONE = env.text("REMBUK_TIME_ZONE", "Asia/Jakarta")
USE_TZ = True

# ---------------------------------------------------------------- accounts (allauth's weak defaults are set here)
AUTH_USER_MODEL = "readers.Reader"
AUTHENTICATION_BACKENDS = ["rembuk.readers.backends.Staff", "rembuk.readers.backends.Accounts"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "readers:profile"
ACCOUNT_ADAPTER = "rembuk.readers.adapter.AccountAdapter"
MFA_ADAPTER = "rembuk.readers.adapter.MfaAdapter"
ACCOUNT_FORMS = {
    "login": "rembuk.readers.forms.LoginForm",
    "signup": "rembuk.readers.forms.SignupForm",
    "add_email": "rembuk.readers.forms.AddEmailForm",
}
MFA_FORMS = {"add_webauthn": "rembuk.readers.forms.AddKeyForm", "edit_webauthn": "rembuk.readers.forms.EditKeyForm"}
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_USER_DISPLAY = "rembuk.readers.adapter.display_name"
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_RECOVERY_CODE_DIGITS = 20
USERSESSIONS_TRACK_ACTIVITY = True
# How many proxies stand in front; their X-Forwarded-For entries are believed, no others.
# From one network, and for one account from one network: nobody locks the owner out from afar.
ACCOUNT_RATE_LIMITS = {"login": "300/m/ip", "login_failed": "10/m/ip,60/h/ip,5/5m/key"}
ALLAUTH_TRUSTED_PROXY_COUNT = env.number("REMBUK_PROXIES", 0)

# The account pages' menu; its first link is the reader's name in the masthead.
ACCOUNT_LINKS = [
    ("readers:profile", pgettext_lazy("account page", "Profile")),
    ("notices:list", pgettext_lazy("account page", "Notices")),
    ("conversation:my_page", pgettext_lazy("account page", "My conversations")),
    ("wallet:wallet", pgettext_lazy("account page", "Vouchers")),
    ("moderation:standing", pgettext_lazy("account page", "Standing")),
    ("trust:security", pgettext_lazy("account page", "Security")),
    ("account_email", pgettext_lazy("account page", "E-mail")),
    ("account_change_password", pgettext_lazy("account page", "Password")),
    ("mfa_index", pgettext_lazy("account page", "Two-step sign-in")),
    ("account_logout", pgettext_lazy("account page", "Sign out")),
]
FOOTER_LINKS = [
    ("programmes:list", pgettext_lazy("footer", "Programmes")),
    ("conversation:picks", pgettext_lazy("footer", "Editors' choice")),
    ("conversation:trending", pgettext_lazy("footer", "Hashtags")),
    ("conversation:search_all", pgettext_lazy("footer", "Search the comments")),
    ("moderation:transparency", pgettext_lazy("footer", "How we moderate")),
]
# What else stands on the page of a reader's own conversations, under what they wrote.
OWN_TALK_LINKS = [("moderation:own_appeals", pgettext_lazy("own conversations", "Not placed, and appeals"))]

# ---------------------------------------------------------------- safety of the transport
HTTPS = REMBUK_BASE_URL.startswith("https://")
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = HTTPS
SESSION_COOKIE_HTTPONLY = True
SESSION_ENGINE = "rembuk.readers.sessions"
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if env.number("REMBUK_PROXIES", 0) else None
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_CONTENT_TYPE_NOSNIFF = True
X_FRAME_OPTIONS = "SAMEORIGIN"
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5_000  # Wagtail's page editor sends many

# ---------------------------------------------------------------- mail
EMAIL_BACKEND = "rembuk.site.demo.mailbox.MailboxBackend" if DEMO else "django.core.mail.backends.smtp.EmailBackend"
EMAIL_HOST = env.text("REMBUK_SMTP_HOST", "localhost")
EMAIL_PORT = env.number("REMBUK_SMTP_PORT", 25)
EMAIL_HOST_USER = env.text("REMBUK_SMTP_USER")
EMAIL_HOST_PASSWORD = env.text("REMBUK_SMTP_PASSWORD")
EMAIL_USE_TLS = env.flag("REMBUK_SMTP_TLS", False)
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = SERVER_EMAIL = env.text("REMBUK_MAIL_FROM", "Rembuk <redaksi@localhost>")
# How readers reach the help desk, an address or a page; empty: the sender above.
REMBUK_HELP_DESK = env.reach("REMBUK_HELP_DESK", "bantuan@contoh.test" if DEMO else "")

# ---------------------------------------------------------------- updates
# One bot may serve several channels; its token never enters the database.
REMBUK_TELEGRAM_TOKEN = env.text("REMBUK_TELEGRAM_TOKEN")
REMBUK_TELEGRAM_API = env.text("REMBUK_TELEGRAM_API", "https://api.telegram.org")

# ---------------------------------------------------------------- conversation
# Callables that name whom no reader may be called like, besides the staff; and what no reader's name may have in it.
REMBUK_RESERVED_NAMES = ["rembuk.newsroom.queries.names_in_bylines"]
REMBUK_RESERVED_PARTS = ["rembuk.newsroom.queries.names_of_titles"]
# Staff screens open on a confirmed device only. The demo's staff need no code there, except for what is sealed.
REMBUK_STAFF_NEED_DEVICE = not DEMO
REMBUK_COMMENT_MAX_LENGTH = env.number("REMBUK_COMMENT_MAX_LENGTH", 2_000)
REMBUK_EDIT_MINUTES = env.number("REMBUK_EDIT_MINUTES", 10)
# How many comments one reader may write, as (seconds, comments); an empty list sets no limit.
REMBUK_COMMENT_PACE: tuple[tuple[int, int], ...] = ((60, 6), (3_600, 40))
# Folders of the newsroom's own: word lists beside those of `civility`, models in place of its own, lists of domains.
REMBUK_LEXICON, REMBUK_MODELS = env.text("REMBUK_LEXICON") or None, env.text("REMBUK_MODELS") or None
REMBUK_MAIL_RULES = env.text("REMBUK_MAIL_RULES") or None
# What is settled differently from `moderation.rules.USUAL`. A peer is one of REMBUK_PEERS, see `moderation.peers`.
REMBUK_RULES: dict[str, Any] = {"peer": env.text("REMBUK_PEER")}
REMBUK_PEERS = env.text("REMBUK_PEERS")

# ---------------------------------------------------------------- programmes
# Who carries the beacon does not matter, its signature is verified; empty: drand's own addresses.
REMBUK_DRAND_MIRRORS = env.words("REMBUK_DRAND_MIRRORS", [])

# ---------------------------------------------------------------- staff screens
WAGTAIL_PATH = "/staf/"
WAGTAILADMIN_RICH_TEXT_EDITORS = {
    "default": {
        "WIDGET": "wagtail.admin.rich_text.DraftailRichTextArea",
        "OPTIONS": {"features": ["bold", "italic", "link"]},
    }
}
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "wagtail.search.backends.database"}}
WAGTAIL_ENABLE_UPDATE_CHECK = False  # no request leaves the site
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAIL_WORKFLOW_ENABLED = False
# Staff sign in where readers do, with second factors and known devices; nobody's password or address is set by others.
WAGTAILADMIN_LOGIN_URL = "account_login"
WAGTAILUSERS_PASSWORD_ENABLED = False
WAGTAIL_PASSWORD_MANAGEMENT_ENABLED = False
WAGTAIL_PASSWORD_RESET_ENABLED = False
WAGTAIL_EMAIL_MANAGEMENT_ENABLED = False

LOGGING = logs.to_console(env.text("REMBUK_LOG_LEVEL", "WARNING"))
