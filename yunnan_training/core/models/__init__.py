from .api_token import ApiToken
from .idempotency_key import IdempotencyKey
from .job import Job
from .number_series import NumberSeries
from .passage import Passage, PersonalDataAccess
from .password_history import PasswordHistory
from .region import Region, RegionCode
from .sms_message import SmsMessage
from .stored_file import StoredFile
from .user import Appointment, User

__all__ = [
    "ApiToken",
    "Appointment",
    "IdempotencyKey",
    "Job",
    "NumberSeries",
    "Passage",
    "PasswordHistory",
    "PersonalDataAccess",
    "Region",
    "RegionCode",
    "SmsMessage",
    "StoredFile",
    "User",
]
