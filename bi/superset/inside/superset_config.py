"""Superset's settings: Dutch, on this machine alone, nothing kept of what is published and nothing asked of elsewhere.

What a role may do belongs in `roles`, which database may be opened, and for how long, in `guard`.
"""

import logging
from datetime import timedelta

from bi.superset.accounts import session_key
from bi.superset.inside.given import HOME
from bi.superset.inside.guard import LONGEST_QUERY_SECONDS, refuse_other_databases, sealed
from bi.superset.inside.roles import oneself

SECRET_KEY = session_key(HOME)
SQLALCHEMY_DATABASE_URI = f"sqlite:///{HOME.metadata}"
# Readers wait for one another's writes (a filter that is kept, a line of the log) rather than fail.
SQLALCHEMY_ENGINE_OPTIONS = {"connect_args": {"timeout": 30}}
ALEMBIC_SKIP_LOG_CONFIG = True

# One database, and no way to bring in another one or a file.
DB_SQLA_URI_VALIDATOR = refuse_other_databases
DB_CONNECTION_MUTATOR = sealed
PREVENT_UNSAFE_DB_CONNECTIONS = True
ALLOWED_EXTENSIONS: set[str] = set()
DATASET_IMPORT_ALLOWED_DATA_URLS: list[str] = []

# A night is seen by the next query.
_NO_CACHE = {"CACHE_TYPE": "NullCache", "CACHE_NO_NULL_WARNING": True}
CACHE_CONFIG = _NO_CACHE
DATA_CACHE_CONFIG = _NO_CACHE
THUMBNAIL_CACHE_CONFIG = _NO_CACHE

# No mart has so many rows: what a chart or a query leaves out, it says.
ROW_LIMIT = 100_000
SAMPLES_ROW_LIMIT = 10_000
FILTER_SELECT_ROW_LIMIT = 10_000
SQL_MAX_ROW = 100_000
DEFAULT_SQLLAB_LIMIT = 10_000
SQLLAB_TIMEOUT = SUPERSET_WEBSERVER_TIMEOUT = int(LONGEST_QUERY_SECONDS)

# Accounts are those of the file; a session lasts a working day.
AUTH_USER_REGISTRATION = False
EXTRA_RELATED_QUERY_FILTERS = {"user": oneself}
PERMANENT_SESSION_LIFETIME = timedelta(hours=12)
# Cookies know no ports: other programs on this machine have their own.
SESSION_COOKIE_NAME = "collectief_werken"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
WTF_CSRF_ENABLED = True
ENABLE_CORS = False
RATELIMIT_ENABLED = True
RATELIMIT_STORAGE_URI = "memory://"
RATELIMIT_APPLICATION = "200 per second"

# A web server with TLS in front, on this machine, says for whom it asks and that it was asked safely.
ENABLE_PROXY_FIX = True
PROXY_FIX_CONFIG = {"x_for": 1, "x_proto": 1, "x_host": 1, "x_port": 0, "x_prefix": 0}

# What a page may ask for lies on this machine. Superset's own pages ask for a picture elsewhere that tells who uses it;
# SCARF_ANALYTICS does not keep them from it, this does.
TALISMAN_ENABLED = True
TALISMAN_CONFIG = {
    "content_security_policy": {
        "base-uri": ["'self'"],
        "default-src": ["'self'"],
        "img-src": ["'self'", "blob:", "data:"],
        "worker-src": ["'self'", "blob:"],
        "connect-src": ["'self'"],
        "object-src": "'none'",
        "style-src": ["'self'", "'unsafe-inline'"],
        "font-src": ["'self'"],
        "script-src": ["'self'", "'strict-dynamic'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
    },
    "content_security_policy_nonce_in": ["script-src"],
    "force_https": False,
    "session_cookie_secure": False,
}
CONTENT_SECURITY_POLICY_WARNING = False
THEME_FONT_URL_ALLOWED_DOMAINS: list[str] = []

# What is off stays off when a next Superset thinks otherwise.
FEATURE_FLAGS = {
    "ALERT_REPORTS": False,
    "ALLOW_ADHOC_SUBQUERY": False,
    "DASHBOARD_RBAC": False,
    "DYNAMIC_PLUGINS": False,
    "EMBEDDED_SUPERSET": False,
    "ENABLE_EXTENSIONS": False,
    "ENABLE_FACTORY_RESET_COMMAND": False,
    "ENABLE_JAVASCRIPT_CONTROLS": False,
    "ENABLE_SUPERSET_META_DB": False,
    "ENABLE_TEMPLATE_PROCESSING": False,
    "GLOBAL_ASYNC_QUERIES": False,
    "SQLLAB_FORCE_RUN_ASYNC": False,
    "SSH_TUNNELING": False,
    "TAGGING_SYSTEM": False,
    "THUMBNAILS": False,
}

# What is asked is not written down but in Superset's own database, which is closed to others as the log is.
LOG_LEVEL = "WARNING"
# It misses a picture that the package does not hold, and would say so at every page.
logging.getLogger("superset.views.base").setLevel(logging.ERROR)
QUERY_LOGGER = None
SHOW_STACKTRACE = False

APP_NAME = "Collectief werken"
LANGUAGES = {"nl": {"flag": "nl", "name": "Nederlands"}}
BABEL_DEFAULT_LOCALE = "nl"
# No figure is an amount of money: what d3 calls a currency is the percent sign of figures of 0 to 100.
D3_FORMAT = {"decimal": ",", "thousands": ".", "grouping": [3], "currency": ["", "%"]}
D3_TIME_FORMAT = {
    "dateTime": "%A %-d %B %Y, %H:%M:%S",
    "date": "%-d-%-m-%Y",
    "time": "%H:%M:%S",
    "periods": ["AM", "PM"],
    "days": ["zondag", "maandag", "dinsdag", "woensdag", "donderdag", "vrijdag", "zaterdag"],
    "shortDays": ["zo", "ma", "di", "wo", "do", "vr", "za"],
    "months": [
        "januari", "februari", "maart", "april", "mei", "juni", "juli", "augustus", "september", "oktober", "november",
        "december",
    ],
    "shortMonths": ["jan", "feb", "mrt", "apr", "mei", "jun", "jul", "aug", "sep", "okt", "nov", "dec"],
}  # fmt: skip
CURRENCIES = ["EUR"]
