"""What keeps the door: sign-in, passwords, sessions, cookies, content policy. Figures of S01–S06 and S14 stand here."""

from datetime import timedelta

import environ
from csp.constants import NONE, SELF

env = environ.Env()

# --- who may come in -------------------------------------------------------------------------------------------
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "account_login"
TRAINEE_LOGIN_URL = "trainees:sign_in"

ACCOUNT_ADAPTER = "yunnan_training.core.sign_in.AccountAdapter"
ACCOUNT_USER_MODEL_EMAIL_FIELD = None
ACCOUNT_USER_MODEL_USERNAME_FIELD = "username"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGOUT_ON_GET = False
# The address limit of axes below is the sharper one; this one also holds for codes of the second factor.
ACCOUNT_RATE_LIMITS = {"login_failed": "30/20m/ip,10/20m/key"}

MFA_ADAPTER = "yunnan_training.core.sign_in.MFAAdapter"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "云南就业培训"
MFA_RECOVERY_CODE_COUNT = 10
MFA_TOTP_TOLERANCE = 1  # a phone whose clock is half a minute off still works

# Proxies in front of the portal whose X-Forwarded-For is believed; 0 means the connection's own address.
TRUSTED_PROXIES = env.int("TRUSTED_PROXIES", default=0)
ALLAUTH_TRUSTED_PROXY_COUNT = TRUSTED_PROXIES

# --- lock-out (S03) ----------------------------------------------------------------------------------------------
AXES_HANDLER = "yunnan_training.core.lock_out.LockOutHandler"
AXES_FAILURE_LIMIT = 5
LOCK_OUT_ADDRESS_FAILURES = 20
AXES_COOLOFF_TIME = timedelta(minutes=20)
AXES_LOCKOUT_PARAMETERS = ["username", "ip_address"]
AXES_USERNAME_CALLABLE = "yunnan_training.core.lock_out.counted_name"
AXES_LOCKOUT_CALLABLE = "yunnan_training.core.lock_out.locked_page"
AXES_RESET_ON_SUCCESS = True
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_ENABLE_ADMIN = False
AXES_VERBOSE = False
AXES_SENSITIVE_PARAMETERS = ["username", "ip_address", "login", "next", "csrfmiddlewaretoken"]
AXES_IPWARE_PROXY_COUNT = TRUSTED_PROXIES or None
AXES_IPWARE_META_PRECEDENCE_ORDER = (
    ["HTTP_X_FORWARDED_FOR", "REMOTE_ADDR"] if TRUSTED_PROXIES else ["REMOTE_ADDR"]
)

# --- passwords (S02, S06) ----------------------------------------------------------------------------------------
PASSWORD_REMEMBERED = 5
PASSWORD_MAX_AGE_DAYS = 90
UNUSED_ACCOUNT_DAYS = 90
_RULES = "yunnan_training.core.passwords."
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": _RULES + "LengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": _RULES + "CharacterClassValidator", "OPTIONS": {"min_classes": 3}},
    {"NAME": _RULES + "CommonPasswordValidator"},
    {"NAME": _RULES + "UserNameValidator"},
    {"NAME": _RULES + "RecentPasswordValidator", "OPTIONS": {"remembered": PASSWORD_REMEMBERED}},
]

# --- sessions (S04) ----------------------------------------------------------------------------------------------
SESSION_IDLE_SECONDS = 30 * 60
SESSION_ABSOLUTE_SECONDS = 12 * 3600
SESSION_COOKIE_AGE = SESSION_ABSOLUTE_SECONDS
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"

# --- headers (S14, P15) ------------------------------------------------------------------------------------------
X_FRAME_OPTIONS = "DENY"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        # data: for the arrows and ticks inside Bootstrap's CSS and for the QR code of the second factor.
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}
