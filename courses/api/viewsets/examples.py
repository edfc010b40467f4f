"""What the schema shows: invented bodies and answers."""

from drf_spectacular.utils import OpenApiExample

CLASS_CREATE = OpenApiExample(
    "技师班",
    request_only=True,
    value={
        "institution": 1,
        "county": "530502",
        "name": "隆阳区2026年第3期焊工(技师)培训班",
        "programme": "HIGH",
        "catalogue_item": 1,
        "fund": "employment_subsidy",
        "planned_size": 30,
        "start_on": "2026-03-02",
        "end_on": "2026-03-13",
        "daily_times": "8:30—12:00,14:00—17:30",
        "theory_lessons": 40,
        "practice_lessons": 40,
        "place": "永昌街道太保路1号实训楼",
        "content": "焊接工艺与安全操作",
        "manager_name": "冯玉兰",
        "manager_phone": "0875-2121000",
    },
)
CLASS_LIST = OpenApiExample(
    "已批准公开的班",
    response_only=True,
    value={
        "id": 12,
        "number": "530502-2026-0003",
        "name": "隆阳区2026年第3期焊工(技师)培训班",
        "programme": "HIGH",
        "programme_label": "高技能人才培训",
        "fund": "employment_subsidy",
        "institution": 1,
        "institution_name": "隆阳区某职业培训学校(虚构)",
        "county": "530502",
        "county_name": "隆阳区",
        "planned_size": 30,
        "start_on": "2026-03-02",
        "end_on": "2026-03-13",
        "status": "approved",
        "status_label": "已批准公开",
        "published_at": "2026-02-25T10:00:00+08:00",
        "version": 6,
    },
)
FIX = OpenApiExample(
    "确定培训事项",
    request_only=True,
    value={
        "target_group": "企业职工",
        "job_direction": "县内制造企业",
        "support_measures": "推荐就业岗位，培训后跟踪服务6个月",
        "supervisor_name": "何正康",
        "supervisor_phone": "0875-2120088",
        "officers": [
            {"stage": "qualification", "officer": 3},
            {"stage": "approval", "officer": 4},
            {"stage": "supervision", "officer": 3},
            {"stage": "examination", "officer": 3},
            {"stage": "subsidy", "officer": 5},
        ],
    },
)
TIMETABLE = OpenApiExample(
    "两天的课",
    request_only=True,
    value={
        "sessions": [
            {
                "starts_at": "2026-03-02T08:30:00+08:00",
                "ends_at": "2026-03-02T12:00:00+08:00",
                "topic": "安全与工艺",
                "teacher": 1,
            },
            {
                "starts_at": "2026-03-03T08:30:00+08:00",
                "ends_at": "2026-03-03T12:00:00+08:00",
                "topic": "操作练习",
                "teacher": 1,
            },
        ]
    },
)
CHECK_CREATE = OpenApiExample(
    "核验通过",
    request_only=True,
    value={"training_class": 12, "class_version": 3, "licence": 1, "result": "passed", "note": ""},
)
BOARD_CREATE = OpenApiExample(
    "变更培训地点",
    request_only=True,
    value={
        "training_class": 12,
        "class_version": 7,
        "reason": "原场地检修",
        "place": "永昌街道太保路1号综合楼三楼",
    },
)
ATTENDANCE_CREATE = OpenApiExample(
    "一个课次的考勤",
    request_only=True,
    value={
        "session": 40,
        "marks": [{"enrolment": 201, "mark": "present"}, {"enrolment": 202, "mark": "late"}],
    },
)
RESULT = OpenApiExample(
    "合格",
    request_only=True,
    value={"result": "passed", "theory_score": "82.0", "practice_score": "90.5"},
)
CERTIFICATE = OpenApiExample(
    "技能等级证书",
    request_only=True,
    value={"number": "Y00530000000001", "issuer": "云南省职业技能评价机构(虚构)", "issued_on": "2026-03-20"},
)
CERTIFICATE_CREATE = OpenApiExample(
    "技能等级证书", request_only=True, value={"enrolment": 201, **CERTIFICATE.value}
)
FILING_CREATE = OpenApiExample(
    "按月汇总", request_only=True, value={"prefecture": "530500", "period": "2026-03-01"}
)
ROSTER_CREATE = OpenApiExample(
    "上传花名册",
    request_only=True,
    media_type="multipart/form-data",
    value={"training_class": 12, "file": "花名册.xlsx"},
)

LEAVING = OpenApiExample("外出务工", request_only=True, value={"reason": "本人提出外出务工，不再参加培训"})
