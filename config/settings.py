"""Settings: everything that differs between installations comes from the environment (see docs/deployment.md)."""

import sys
from pathlib import Path

import environ
from celery.schedules import crontab, schedule
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()

DEBUG = env.bool("DEBUG", default=False)
DEMO = env.bool("DEMO", default=False)
DEMO_SECRET_KEY = "demo-only-" + "k" * 50
SECRET_KEY = env.str("SECRET_KEY", default=DEMO_SECRET_KEY if DEMO or DEBUG else "")
if SECRET_KEY in {"", DEMO_SECRET_KEY} and not (DEMO or DEBUG):
    raise ImproperlyConfigured("Set SECRET_KEY to a long random text of your own; only the demo has one built in.")
SECRET_KEY_FALLBACKS = env.list("SECRET_KEY_FALLBACKS", default=[])
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]"])
NEARBY = {"localhost", "127.0.0.1", "[::1]", "testserver", ".localhost"}
if (DEBUG or DEMO) and not NEARBY.issuperset(ALLOWED_HOSTS) and not env.bool("DEMO_IN_PUBLIC", default=False):
    raise ImproperlyConfigured("DEBUG and DEMO show or allow too much for a host that others reach; unset both, or ALLOWED_HOSTS.")
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.postgres",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.forms",
    "django_htmx",
    "django_filters",
    "django_tables2",
    "rest_framework",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "knox",
    "pgtrigger",
    "pghistory",
    "foundation.organization",
    "foundation.security",
    "foundation.ledger",
    "foundation.inventory",
    "foundation.batch",
    "foundation.documents",
    "foundation.webhooks",
    "foundation.backoffice",
    "customers",
    "sales",
    "sales.picking",
    "sales.agreements",
    "sales.quotations",
    "sales.suggestions",
    "purchasing",
    "projects",
    "backorders",
    "invoicing",
    "returns",
    "config",
]

MIDDLEWARE = [
    "config.health.HealthMiddleware",
    "foundation.backoffice.middleware.RequestIdMiddleware",
    "foundation.backoffice.middleware.RequestLogMiddleware",
    "foundation.backoffice.middleware.ContentPolicyMiddleware",
    "foundation.backoffice.request_guard.RequestGuardMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "pghistory.middleware.HistoryMiddleware",
    "foundation.backoffice.middleware.SessionAgeMiddleware",
    "foundation.backoffice.middleware.PreferencesMiddleware",
    "foundation.backoffice.middleware.AccessMiddleware",
]

ROOT_URLCONF = "config.urls"
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
WSGI_APPLICATION = "config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "django.template.context_processors.i18n",
                "foundation.backoffice.shell.shell",
            ],
        },
    },
]

DATABASES = {"default": env.db("DATABASE_URL", default="postgres:///order_to_invoice")}
DATABASES["default"]["ENGINE"] = "foundation.database"  # PostgreSQL, told whose rows it may show
PROCESS = env.str("PROCESS", default="worker" if "celery" in Path(sys.argv[0]).parts[-2:] else "")
TIME_LIMITS = {  # seconds for a statement, for a lock, idle in a transaction
    "web": {"statement_timeout": 30, "lock_timeout": 5, "idle_in_transaction_session_timeout": 30},
    "worker": {"statement_timeout": 300, "lock_timeout": 30, "idle_in_transaction_session_timeout": 60},
}
PLANNER = {"jit": "off", "random_page_cost": "1.1"}
"""Compiling a plan takes longer than any of our statements, and disks have no arms any more."""
PLANNERS = {"web": {**PLANNER, "enable_mergejoin": "off"}, "worker": PLANNER}
"""A page wants its first rows only; a merge of two tables counts on finding such rows everywhere, and live orders are the newest."""
SESSIONS = {
    process: " ".join(
        [*(f"-c {name}={seconds}s" for name, seconds in limits.items()), *(f"-c {name}={on}" for name, on in PLANNERS[process].items())]
    )
    for process, limits in TIME_LIMITS.items()
}
if PROCESS in SESSIONS:
    given = DATABASES["default"].setdefault("OPTIONS", {})
    given["options"] = f"{given.get('options', '')} {SESSIONS[PROCESS]}".strip()
DATABASES["default"]["ATOMIC_REQUESTS"] = False
DATABASES["default"]["CONN_MAX_AGE"] = env.int("CONN_MAX_AGE", default=60)
DATABASES["default"]["CONN_HEALTH_CHECKS"] = True  # a server that restarted costs no request an error
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

REDIS_URL = env.str("REDIS_URL", default="redis://localhost:6379/0")
CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": REDIS_URL}
    if env.bool("USE_REDIS_CACHE", default=True)
    else {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"},
}

AUTH_USER_MODEL = "organization.User"
KNOX_TOKEN_MODEL = "organization.ApiToken"  # noqa: S105 -- the name of a model
PASSWORD_HASHERS = ["django.contrib.auth.hashers.PBKDF2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("email", "name")},
    },
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "foundation.security.password_rules.MaximumLength", "OPTIONS": {"max_length": 128}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
SECOND_FACTOR_REQUIRED = env.bool("SECOND_FACTOR_REQUIRED", default=not (DEBUG or DEMO))
LOGIN_URL = "sign-in"
LOGIN_REDIRECT_URL = "start"
LOGOUT_REDIRECT_URL = "sign-in"

LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English")), ("nl", _("Dutch"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = "UTC"
USE_I18N = True
USE_TZ = True
USE_THOUSAND_SEPARATOR = False

STATIC_URL = "static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATIC_ROOT = BASE_DIR / "staticfiles"
MEDIA_ROOT = env.path("MEDIA_ROOT", default=str(BASE_DIR / "media"))
STORAGES = {
    "default": {"BACKEND": env.str("STORAGE_BACKEND", default="django.core.files.storage.FileSystemStorage")},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG or DEMO
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = DEBUG or DEMO

EMAIL_CONFIG = env.email_url("EMAIL_URL", default="consolemail://")
vars().update(EMAIL_CONFIG)
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="invoices@example.com")
MESSAGE_ID_DOMAIN = DEFAULT_FROM_EMAIL.rpartition("@")[2].strip(">") or "localhost"

SECURE_COOKIES = env.bool("SECURE_COOKIES", default=not (DEBUG or DEMO))
SECURE_SSL_REDIRECT = SECURE_COOKIES
SECURE_HSTS_SECONDS = 31_536_000 if SECURE_COOKIES else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_COOKIES
SECURE_HSTS_PRELOAD = SECURE_COOKIES
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_COOKIES
SESSION_COOKIE_NAME = "__Host-session" if SECURE_COOKIES else "session"
SESSION_ENGINE = "foundation.security.sessions"
SESSION_COOKIE_AGE = 12 * 3600
SESSION_IDLE_SECONDS = env.int("SESSION_IDLE_SECONDS", default=30 * 60)
SESSION_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "foundation.backoffice.views.errors.csrf_refused"
X_FRAME_OPTIONS = "DENY"
CSRF_COOKIE_NAME = "__Host-csrftoken" if SECURE_COOKIES else "csrftoken"
CSRF_COOKIE_HTTPONLY = True
RATES = {
    "anonymous": env.int("RATE_ANONYMOUS", default=60),
    "client": env.int("RATE_CLIENT", default=600),
    "posting": env.int("RATE_POSTING", default=120),
    "export": env.int("RATE_EXPORT", default=10),
    "pdf": env.int("RATE_PDF", default=60),
    "look_up": env.int("RATE_LOOK_UP", default=300),
}
if not env.bool("RATE_LIMITS", default=True):
    RATES = {}
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_621_440
DATA_UPLOAD_MAX_NUMBER_FIELDS = 20_000
UPLOAD_SCANNER = env.str("UPLOAD_SCANNER", default="")  # a function of (content, name) that raises for what may not be kept
FILE_UPLOAD_HANDLERS = [
    "foundation.documents.upload_limit.SizeLimit",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]
LARGEST_REQUEST = env.int("LARGEST_REQUEST", default=64 * 1024 * 1024)
BEHIND_PROXY = env.bool("BEHIND_PROXY", default=False)
if BEHIND_PROXY:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

REST_FRAMEWORK = {
    "DEFAULT_SCHEMA_CLASS": "foundation.backoffice.api.schema.ApiSchema",
    "DEFAULT_AUTHENTICATION_CLASSES": ["foundation.backoffice.api.authentication.TokenAuthentication"],
    "DEFAULT_PERMISSION_CLASSES": ["foundation.backoffice.api.permissions.DeclaredPermission"],
    "DEFAULT_PAGINATION_CLASS": "foundation.backoffice.api.pagination.CursorPages",
    "DEFAULT_FILTER_BACKENDS": ["foundation.backoffice.api.filters.Filters", "foundation.backoffice.api.filters.Ordering"],
    "DEFAULT_PARSER_CLASSES": ["foundation.backoffice.api.parsers.ExactJSONParser"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_THROTTLE_CLASSES": ["foundation.backoffice.api.throttling.ClientRate"],
    "DEFAULT_METADATA_CLASS": None,
    "EXCEPTION_HANDLER": "foundation.backoffice.api.problems.problem_response",
    "UNAUTHENTICATED_USER": None,
    "COERCE_DECIMAL_TO_STRING": True,
    "TEST_REQUEST_DEFAULT_FORMAT": "json",
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Order to invoice",
    "DESCRIPTION": "Sales orders, packing slips, invoices and the customer ledger, per legal entity.",
    "VERSION": "1.0.0",
    "OAS_VERSION": "3.1.1",
    "SERVE_INCLUDE_SCHEMA": False,
    "SERVE_AUTHENTICATION": [],
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "POSTPROCESSING_HOOKS": [
        "drf_spectacular.hooks.postprocess_schema_enums",
        "foundation.backoffice.api.schema.describe_headers",
    ],
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "REDOC_DIST": "SIDECAR",
    "COMPONENT_SPLIT_REQUEST": True,
    "ENUM_NAME_OVERRIDES": {
        "DocumentLanguage": [(code, code) for code in ("en", "nl", "de", "fr")],
        "LanguageEnum": [(code, code) for code, _name in LANGUAGES],
        "CustomerStatus": "customers.models.CustomerStatus",
        "ProspectStatus": "customers.models.ProspectStatus",
        "SalesStatus": "sales.statuses.SalesStatus",
        "PurchaseStatus": "purchasing.statuses.PurchaseStatus",
        "SalesOrderType": "sales.statuses.SalesOrderType",
        "PickingStatus": "sales.picking.statuses.PickingStatus",
        "PackingSlipStatus": "sales.statuses.SlipStatus",
        "AgreementJournalStatus": "sales.models.TradeAgreementJournal.Status",
        "AgreementStatus": "sales.agreements.statuses.AgreementStatus",
        "CommitmentKind": "sales.agreements.commitments.CommitmentKind",
        "QuotationStatus": "sales.quotations.statuses.QuotationStatus",
        "SuggestionKind": "sales.suggestions.models.SuggestionKind",
        "SuggestedOn": "sales.suggestions.models.rule.SUGGESTED_ON_CHOICES",
        "SuggestionState": "sales.suggestions.models.suggestion.SuggestionState",
        "SalesDocumentStatus": "sales.statuses.DocumentStatus",
        "MethodEnum": "foundation.ledger.models.payment_terms.DueDateMethod",
        "SplitMethod": "backorders.splitting.SplitMethod",
        "DateRule": "backorders.services.change_dates.DateRule",
        "StockStatus": "foundation.inventory.models.StockStatus",
        "ProjectStatus": "projects.statuses.ProjectStatus",
        "ProjectType": "projects.statuses.ProjectType",
        "CycleUnit": "sales.subscriptions.CycleUnit",
        "ReturnStatus": "returns.statuses.ReturnStatus",
        "ReturnLineStatus": "returns.statuses.ReturnLineStatus",
        "InvoiceType": "invoicing.models.DocumentType",
        "PrintedDocument": "foundation.documents.document_types.DocumentType",
        "BatchJobStatus": "foundation.batch.statuses.JobStatus",
        "BatchRunStatus": "foundation.batch.statuses.RunStatus",
        "WebhookDeliveryState": "foundation.webhooks.statuses.DeliveryState",
        "WebhookEvent": "foundation.webhooks.statuses.WebhookEvent",
        "TaxCategory": "foundation.ledger.models.SalesTaxCode.Category",
        "ChargeSide": "sales.models.ChargeCode.Side",
        "SalesOrderChargeOriginEnum": "sales.models.charge.ChargeTerms.Origin",
        "ChargeCategory": "sales.models.charge.ChargeCategory",
        "AgreementRelation": "sales.models.trade_agreement.AgreementRelation",
        "AgreementScope": "foundation.ledger.models.Relation",
    },
}

CELERY_BROKER_URL = REDIS_URL.replace("unix://", "redis+socket://", 1)
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TASK_SOFT_TIME_LIMIT = 240
CELERY_TASK_TIME_LIMIT = 300
CELERY_WORKER_MAX_TASKS_PER_CHILD = 500
CELERY_WORKER_SOFT_SHUTDOWN_TIMEOUT = 30
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 600,
    "unacked_restore_interval": 5,
    "unacked_restore_throttle": 1,
    "socket_connect_timeout": 3,
    "max_retries": 0,  # a bell that cannot be rung is given up at once: no posting waits for the broker
}
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TIMEZONE = "UTC"
WEBHOOKS_ALLOW_PRIVATE = False  # only tests switch it on: http and addresses of the own network may be called then
MOST_POSTED_AT_ONCE = env.int("MOST_POSTED_AT_ONCE", default=50)
BATCH_TICK_SECONDS = env.float("BATCH_TICK_SECONDS", default=15)
BATCH_HISTORY_DAYS = env.int("BATCH_HISTORY_DAYS", default=365)
BATCH_CLAIM_LEASE_SECONDS = env.float("BATCH_CLAIM_LEASE_SECONDS", default=600)
CELERY_BEAT_SCHEDULE = {
    "tick": {"task": "foundation.batch.tasks.tick", "schedule": schedule(BATCH_TICK_SECONDS), "options": {"expires": 60}},
    "outbox": {"task": "foundation.documents.tasks.work_outbox", "schedule": schedule(BATCH_TICK_SECONDS), "options": {"expires": 60}},
    "batch-history": {"task": "foundation.batch.tasks.forget_old_outcomes", "schedule": crontab(hour=3, minute=20)},
    "books": {"task": "foundation.ledger.tasks.check_books", "schedule": crontab(hour=3, minute=40)},
    "webhooks": {
        "task": "foundation.webhooks.tasks.work_deliveries",
        "schedule": schedule(BATCH_TICK_SECONDS),
        "options": {"expires": 60},
    },
    "old-webhooks": {"task": "foundation.webhooks.tasks.forget_old_deliveries", "schedule": crontab(hour=3, minute=30)},
    "password-links": {
        "task": "foundation.security.tasks.send_password_links",
        "schedule": schedule(BATCH_TICK_SECONDS),
        "options": {"expires": 60},
    },
    "ended-sessions": {"task": "foundation.security.tasks.tidy_up", "schedule": crontab(hour=3, minute=55)},
    "tidy-up": {"task": "foundation.backoffice.tasks.tidy_up", "schedule": crontab(hour=3, minute=50)},
    "idempotency-keys": {"task": "foundation.organization.tasks.delete_old_idempotency_keys", "schedule": crontab(hour=3, minute=10)},
    "audit-trail": {"task": "foundation.organization.tasks.seal_audit_trail", "schedule": crontab(hour=4, minute=40)},
    "archive": {"task": "foundation.documents.tasks.verify_archive", "schedule": crontab(hour=4, minute=10)},
    "pro-formas": {"task": "foundation.documents.tasks.delete_old_pro_formas", "schedule": crontab(hour=2, minute=30)},
}

ADMINS = [("", address) for address in env.list("ADMINS", default=[])]
LOG_LINES = env.str("LOG_LINES", default="text" if DEBUG or DEMO else "json")
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "text": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"},
        "json": {"()": "config.log_lines.JsonLines"},
    },
    "handlers": {
        "console": {"class": "logging.StreamHandler", "formatter": LOG_LINES},
        "error_mail": {"class": "config.log_lines.ErrorMail", "formatter": "json", "level": "ERROR"},
    },
    "loggers": {
        "django": {"handlers": ["error_mail"], "level": "INFO", "propagate": True},
        "django.server": {"handlers": [], "level": "INFO" if DEBUG or DEMO else "WARNING", "propagate": True},
        "requests": {"level": "INFO" if LOG_LINES == "json" else "WARNING"},
        "security": {"level": "INFO" if LOG_LINES == "json" else "WARNING"},
    },
    "root": {"handlers": ["console"], "level": env.str("LOG_LEVEL", default="INFO")},
}
