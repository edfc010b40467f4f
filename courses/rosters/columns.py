"""The columns of a roster as offices in Yunnan know them, and the words that may stand in them.

The set follows the customary 学员花名册 of a subsidised class; 人员类别 and 类别证明号 are added because
the subsidy depends on them, 已告知 because personal data may not be entered before the person was told.
"""

from trainees.enums import PersonCategory, Sex
from yunnan_training.core.xlsx.columns import Column

RESULT_TITLE = "校验结果"

COLUMNS: tuple[Column, ...] = (
    Column("number", "序号", synonyms=("编号", "序列", "No", "NO", "No.")),
    Column("name", "姓名", required=True, synonyms=("学员姓名", "参训人员姓名", "培训人员姓名", "名字")),
    Column("sex", "性别"),
    Column("education", "学历", synonyms=("文化程度", "文化水平", "最高学历")),
    Column("age", "年龄", synonyms=("周岁",)),
    Column(
        "id_number",
        "身份证号码",
        required=True,
        synonyms=(
            "身份证号",
            "身份证",
            "公民身份号码",
            "公民身份证号码",
            "居民身份证号码",
            "证件号码",
            "身份号码",
        ),
    ),
    Column(
        "phone",
        "联系电话",
        required=True,
        synonyms=("电话", "手机", "手机号", "手机号码", "联系方式", "电话号码", "本人电话", "移动电话"),
    ),
    Column(
        "household_place",
        "户口所在地",
        synonyms=("户籍所在地", "户籍地", "户口地址", "户籍地址", "户籍", "户籍县", "户籍所在县"),
    ),
    Column("household_kind", "户口性质", synonyms=("户籍性质", "户口类别", "户籍类型", "户口类型")),
    Column(
        "category",
        "人员类别",
        required=True,
        synonyms=("人员类型", "培训对象", "培训对象类别", "身份类别", "学员类别", "参训人员类别", "对象类别"),
    ),
    Column(
        "category_proof",
        "类别证明号",
        synonyms=("类别证明编号", "证明编号", "证明材料编号", "类别证件号", "就业创业证号"),
    ),
    Column(
        "pledged_employer",
        "就业安排承诺单位",
        synonyms=("承诺单位", "就业承诺单位", "就业安置单位", "承诺就业单位", "就业单位"),
    ),
    Column(
        "bank_account",
        "银行卡号",
        synonyms=(
            "银行账号",
            "银行帐号",
            "银行卡账号",
            "社保卡银行账号",
            "开户账号",
            "账号",
            "社会保障卡银行账号",
        ),
    ),
    Column(
        "privacy_notice_given",
        "已告知",
        required=True,
        synonyms=("是否告知", "个人信息已告知", "个人信息告知", "已告知个人信息处理事项", "是否已告知"),
    ),
    Column("check_result", RESULT_TITLE),
)
TITLES = {column.key: column.title for column in COLUMNS}
# A row is a person's row when one of these holds something.
PERSON_KEYS = ("name", "id_number", "phone")

# Labels of today first; the second line holds what people write, later names of a category among them.
CATEGORY_ALIASES: dict[str, PersonCategory] = {
    **{category.label: category for category in PersonCategory},
    "建档立卡": PersonCategory.POVERTY_REGISTERED,
    "建档立卡户": PersonCategory.POVERTY_REGISTERED,
    "建档立卡贫困户": PersonCategory.POVERTY_REGISTERED,
    "建档立卡贫困劳动力": PersonCategory.POVERTY_REGISTERED,
    "贫困劳动力": PersonCategory.POVERTY_REGISTERED,
    "脱贫劳动力": PersonCategory.POVERTY_REGISTERED,
    "脱贫户": PersonCategory.POVERTY_REGISTERED,
    "脱贫人口": PersonCategory.POVERTY_REGISTERED,
    "防止返贫监测对象": PersonCategory.POVERTY_REGISTERED,
    "监测对象": PersonCategory.POVERTY_REGISTERED,
    "防返贫监测对象": PersonCategory.POVERTY_REGISTERED,
    "农村转移劳动力": PersonCategory.RURAL_TRANSFER,
    "农村转移就业劳动力": PersonCategory.RURAL_TRANSFER,
    "农村劳动力": PersonCategory.RURAL_TRANSFER,
    "农村劳动者": PersonCategory.RURAL_TRANSFER,
    "城镇登记失业": PersonCategory.REGISTERED_UNEMPLOYED,
    "登记失业人员": PersonCategory.REGISTERED_UNEMPLOYED,
    "失业人员": PersonCategory.REGISTERED_UNEMPLOYED,
    "未继续升学初高中毕业生": PersonCategory.SCHOOL_LEAVER,
    "城乡未继续升学初高中毕业生": PersonCategory.SCHOOL_LEAVER,
    "毕业年度高校毕业生": PersonCategory.GRADUATE,
    "大学毕业生": PersonCategory.GRADUATE,
    "退伍军人": PersonCategory.VETERAN,
    "复员退伍军人": PersonCategory.VETERAN,
    "复退军人": PersonCategory.VETERAN,
    "残疾": PersonCategory.DISABLED,
    "职工": PersonCategory.ENTERPRISE_EMPLOYEE,
    "企业在职职工": PersonCategory.ENTERPRISE_EMPLOYEE,
    "在岗职工": PersonCategory.ENTERPRISE_EMPLOYEE,
    "其它": PersonCategory.OTHER,
    "其他人员": PersonCategory.OTHER,
}

SEXES: dict[str, Sex] = {"男": Sex.MALE, "男性": Sex.MALE, "女": Sex.FEMALE, "女性": Sex.FEMALE}

EDUCATION: tuple[str, ...] = ("小学及以下", "初中", "高中", "中专", "技校", "大专", "本科", "硕士", "博士")
EDUCATION_ALIASES: dict[str, str] = {
    **{label: label for label in EDUCATION},
    **dict.fromkeys(("文盲", "半文盲", "小学"), "小学及以下"),
    **dict.fromkeys(("初中毕业", "初级中学"), "初中"),
    **dict.fromkeys(("普高", "高中毕业", "普通高中"), "高中"),
    **dict.fromkeys(("中职", "职高", "中等专科", "职业高中", "中等职业学校"), "中专"),
    **dict.fromkeys(("中技", "技工学校", "高技", "技师学院", "技工院校"), "技校"),
    **dict.fromkeys(("专科", "高职", "大学专科"), "大专"),
    **dict.fromkeys(("大学", "大学本科", "学士"), "本科"),
    **dict.fromkeys(("研究生", "硕士研究生"), "硕士"),
    **dict.fromkeys(("博士研究生",), "博士"),
}

HOUSEHOLD_KINDS: tuple[str, ...] = ("农村", "城镇")
HOUSEHOLD_KIND_ALIASES: dict[str, str] = {
    **dict.fromkeys(("农村", "农业", "农业户口", "农业户", "农村户口", "农户", "乡村"), "农村"),
    **dict.fromkeys(
        ("城镇", "非农业", "非农", "非农业户口", "城镇户口", "居民", "居民户口", "城镇居民"), "城镇"
    ),
}

TOLD = frozenset({"是", "已告知", "已", "√", "✓", "✔", "1", "Y", "YES"})
NOT_TOLD = frozenset({"否", "未", "未告知", "×", "✗", "0", "N", "NO"})

# What stands in the first filled cell of a row below the list that is not a person.
FOOTER_STARTS = (
    "备注", "说明", "注:", "注、", "注1", "填表", "填报", "制表", "审核", "经办", "负责人", "合计", "总计", "共计",
    "小计", "日期", "填写说明", "承办机构", "培训机构", "单位负责人", "联系人", "(盖章", "盖章",
)  # fmt: skip
