from .api_token import ApiToken
from .idempotency_key import IdempotencyKey
from .job import Job
from .local_standard import LocalStandard
from .number_series import NumberSeries
from .passage import Passage, PersonalDataAccess
from .password_history import PasswordHistory
from .region import Region, RegionCode
from .rule_release import RuleRelease
from .sms_message import SmsMessage
from .stored_file import StoredFile
from .user import Appointment, User

__all__ = [
    "ApiToken",
    "Appointment",
    "IdempotencyKey",
    "Job",
    "LocalStandard",
    "NumberSeries",
    "Passage",
    "PasswordHistory",
    "PersonalDataAccess",
    "Region",
    "RegionCode",
    "RuleRelease",
    "SmsMessage",
    "StoredFile",
    "User",
]
