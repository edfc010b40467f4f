"""What the schema shows: invented bodies and answers."""

from drf_spectacular.utils import OpenApiExample

CLAIM_CREATE = [
    OpenApiExample(
        "高级工：金额由经办人填写",
        request_only=True,
        value={
            "certificate": 31,
            "enrolment": 201,
            "item": "H1",
            "employer": "保山市某机械制造有限公司(虚构)",
            "enterprise_employee": True,
            "entered_amount": "1500.00",
            "amount_basis": "隆阳人社发〔2026〕3号(虚构)",
        },
    ),
    OpenApiExample(
        "技师：定额，由机构代办",
        request_only=True,
        value={
            "certificate": 32,
            "enrolment": 202,
            "item": "H2",
            "agreement": "代为申请协议书2026-018(虚构)",
            "employer": "保山市某机械制造有限公司(虚构)",
            "front_line_post": True,
        },
    ),
]
CLAIM_UPDATE = [
    OpenApiExample("补充核实的事实", request_only=True, value={"front_line_post": True}),
    OpenApiExample(
        "人工认定",
        request_only=True,
        value={
            "findings": [
                {
                    "check": "certificate_is_issued",
                    "accepted": True,
                    "reason": "证书经发证机构核实，符合享受条件",
                }
            ]
        },
    ),
]
CLAIM_LIST = OpenApiExample(
    "已审核的技师补贴",
    response_only=True,
    value={
        "id": 57,
        "number": "BT530502-2026-0012",
        "trainee": 88,
        "trainee_name": "李晓明",
        "id_number": "530***********0014",
        "county": "530502",
        "county_name": "隆阳区",
        "institution": None,
        "institution_name": None,
        "item": "H2",
        "item_label": "技师培训补贴",
        "certificate": 32,
        "training_class": 12,
        "entered_amount": None,
        "amount": None,
        "claimed_on": "2026-03-02",
        "publicity": None,
        "status": "reviewed",
        "status_label": "已审核",
        "version": 3,
        "created_at": "2026-03-02T09:00:00+08:00",
    },
)
COMMENT_EXAMPLES = {
    "return_for_correction": [
        OpenApiExample("退回", request_only=True, value={"comment": "请补充企业出具的岗位证明"})
    ],
    "object": [
        OpenApiExample("异议", request_only=True, value={"comment": "来电反映申请人已于2025年离职，待核实"})
    ],
    "confirm_account": [
        OpenApiExample("换卡", request_only=True, value={"comment": "本人持新卡和身份证到窗口核对"})
    ],
    "retry": [OpenApiExample("重新拨付", request_only=True, value={"comment": "已更正银行卡号"})],
}
ASSESS = OpenApiExample("核定一笔申请", request_only=True, value={"claim": 57})
TECHNICIAN = {
    "question": "claim",
    "facts": {
        "item": "H2",
        "day": "2026-03-03",
        "front_line_post": True,
        "took_part_in_training": True,
        "certificate_kind": "skill_level",
        "certificate_level": "2",
        "certificate_number": "S000053000000260001",
        "certificate_issuer": "云南省某职业技能评价机构(虚构)",
        "certificate_issued_on": "2026-01-20",
        "earlier_claims": [],
        "certificate_uses": [],
    },
}
HYPOTHETICAL = [
    OpenApiExample("测算一个设想的情形", request_only=True, value=TECHNICIAN),
    OpenApiExample(
        "测算一批设想的情形",
        request_only=True,
        value={
            "cases": [
                {"id": "甲", **TECHNICIAN},
                {"id": "乙", "question": "claim", "facts": {"item": "H1", "day": "2026-03-03"}},
            ]
        },
    ),
]
PUBLICITY_CREATE = OpenApiExample(
    "组织公示",
    request_only=True,
    value={
        "county": "530502",
        "claims": [57, 58],
        "starts_on": "2026-03-03",
        "objection_phone": "0875-2120088",
    },
)
BATCH_CREATE = OpenApiExample("编制批次", request_only=True, value={"county": "530502", "claims": [57, 58]})
EXPORT = OpenApiExample("送银行", request_only=True, value={"reason": "送银行代发"})
SETTLE = OpenApiExample(
    "一笔到账、一笔退回",
    request_only=True,
    value={
        "results": [
            {"payment": 71, "paid": True, "paid_on": "2026-03-11", "voucher_number": "PZ0000071"},
            {"payment": 72, "paid": False, "failure_reason": "账号状态异常"},
        ]
    },
)
SETTLE_FILE = OpenApiExample("上传银行返回的清单", request_only=True, value={"file": "拨付清单.xlsx"})
CANCEL = OpenApiExample("作废", request_only=True, value={"comment": "误列一笔，重新编制"})
SIMULATION_CREATE = OpenApiExample(
    "去年按“每个职业一次”掌握会怎样",
    request_only=True,
    value={
        "title": "按职业计算次数的影响",
        "region": "530500",
        "period_from": "2025-01-01",
        "period_to": "2025-12-31",
        "readings": {"reading.once_in_life": "once_per_occupation_and_level"},
    },
)
