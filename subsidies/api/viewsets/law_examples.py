"""What the schema shows of the law's doors: invented documents."""

from drf_spectacular.utils import OpenApiExample

NUMBER = "云人社发〔2026〕90号(虚构)"
RELEASE_CREATE = OpenApiExample(
    "起草", request_only=True, value={"title": "调整高级工补贴上限", "reason": f"依据{NUMBER}"}
)
AMEND = OpenApiExample(
    "依据新文件，从某日起执行新数值",
    request_only=True,
    value={
        "parameter": "advanced_worker.amount_cap",
        "value": "2500",
        "valid_from": "2027-01-01",
        "document": NUMBER,
        "clause": "第三条",
        "quote": "高级工补贴每人不超过贰仟伍佰元",
        "typed_document": {
            "number": NUMBER,
            "issuer": "云南省人力资源和社会保障厅",
            "issued_on": "2026-11-01",
            "in_force_from": "2027-01-01",
            "clause": "第三条",
            "text": "高级工补贴每人不超过贰仟伍佰元，自2027年1月1日起执行。",
        },
    },
)
UNDO = OpenApiExample("撤销", request_only=True, value={"parameter": "advanced_worker.amount_cap"})
STANDARD_CREATE = OpenApiExample(
    "县里规定的班额",
    request_only=True,
    value={
        "key": "local.class_size",
        "region": "530502",
        "programme": "YUNSAO",
        "value": "30",
        "valid_from": "2026-04-01",
        "document": "隆阳人社发〔2026〕3号(虚构)",
        "quote": "家政服务类每班不超过30人",
    },
)
STANDARD_CHANGE = OpenApiExample("改正数值", request_only=True, value={"value": "28"})
RETIRE = OpenApiExample(
    "停止执行", request_only=True, value={"last_day": "2026-12-31", "comment": "改按州市统一标准"}
)
