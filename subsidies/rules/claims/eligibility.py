"""Who may have a subsidy of 一(十), and for which certificate. Each rule stands under its clause.

A rule answers MET, NOT_MET, CANNOT_TELL (a fact is unknown) or NEEDS_PERSON (the notice leaves it to
judgement). An officer's `Finding` on a NEEDS_PERSON check settles it; its reason stays in the sentence.
"""

from ..answers import CANNOT_TELL, MET, NOT_MET, Answer, given, iso, settle, yes_no
from ..documents import NOTICE, documents
from ..enums import CERTIFICATE_KIND_LABELS, SKILL_LEVEL_LABELS, CertificateKind, Item, Outcome, SkillLevel
from ..facts import ClaimFacts
from ..outcomes import Check, Inputs
from ..releases import Release
from ..rule import rule
from .items import CLAUSE, ITEMS, SKILL_CERTIFICATES, ItemSpec

EMPLOYEE = "符合条件的企业职工"
FRONT_LINE = "在企业生产一线岗位工作"
TRAINING = "参加培训并取得技师职业资格证书或技能等级证书"
NEW_TECHNOLOGY = "参加新技术、新工艺、新知识等方面岗位技能提升培训或创新能力培养"
SENIOR_TECHNICIAN = "取得相应培训合格证书的高级技师"
SHORTAGE = "急需的紧缺职业(工种),组织开展高级工、技师、高级技师的技能等级提升培训和知识更新培训"
PHRASES = (EMPLOYEE, FRONT_LINE, TRAINING, NEW_TECHNOLOGY, SENIOR_TECHNICIAN, SHORTAGE)

_IN_FORCE_FROM = documents()[NOTICE].in_force_from


@rule("item", "certificate_kind")
def certificate_kind_fits(facts: ClaimFacts, release: Release) -> Check:
    """一(十) «职业资格证书或职业技能等级证书»; for H4 «培训合格证书».

    Does not decide whether the certificate is genuine: that is the issuer's register and the reviewer.
    """
    spec, kind = ITEMS[facts.item], facts.certificate_kind
    wanted = "或".join(CERTIFICATE_KIND_LABELS[each] for each in spec.kinds)
    if kind is None:
        outcome, reason, sentence = CANNOT_TELL, "unknown", f"证书种类未填写,无法判断是否为{wanted}。"
    elif kind in spec.kinds:
        outcome, reason, sentence = MET, "met", f"证书为{CERTIFICATE_KIND_LABELS[kind]},符合要求。"
    else:
        outcome, reason, sentence = (
            NOT_MET,
            "wrong_kind",
            f"本项要求{wanted},所持为{CERTIFICATE_KIND_LABELS[kind]}。",
        )
    inputs = (("certificate_kind", kind and kind.value),)
    return _certificate_check("certificate_kind_fits", spec, outcome, reason, sentence, inputs)


@rule("item", "certificate_level", "certificate_kind")
def certificate_level_fits(facts: ClaimFacts, release: Release) -> Check:
    """一(十) «高级…», «技师…», «高级技师…»: exactly the level of the item, 三级, 二级 or 一级.

    Register A18, for H1: «高级» governs both kinds of certificate (the default), so a 职业技能等级证书 of 四级
    or 五级 is refused; under the other reading a 职业技能等级证书 of any level will do.
    """
    spec, level = ITEMS[facts.item], facts.certificate_level
    wanted = SKILL_LEVEL_LABELS[spec.level]
    inputs: Inputs = (("certificate_level", level and level.value),)
    loose = False
    if facts.item is Item.H1:
        key = "reading.advanced_certificate"
        loose = release.reading(key, on=facts.day) == "any_skill_level"
        inputs = (*inputs, (key, release.reading(key, on=facts.day)))
    outcome, reason, sentence = _level(spec, level, wanted)
    if loose and outcome is NOT_MET:
        outcome, reason, sentence = _any_level(facts.certificate_kind, level) or (outcome, reason, sentence)
    return _certificate_check("certificate_level_fits", spec, outcome, reason, sentence, inputs)


def _level(spec: ItemSpec, level: SkillLevel | None, wanted: str) -> Answer:
    if level is None:
        return CANNOT_TELL, "unknown", f"证书等级未填写,无法判断是否为{wanted}。"
    if level is spec.level:
        return MET, "met", f"证书等级为{wanted},符合要求。"
    return NOT_MET, "wrong_level", f"本项要求{wanted}证书,所持为{SKILL_LEVEL_LABELS[level]}。"


def _any_level(kind: CertificateKind | None, level: SkillLevel) -> Answer | None:
    if kind is None:
        return CANNOT_TELL, "kind_unknown", "证书种类未填写,无法判断等级是否受限。"
    if kind is not CertificateKind.SKILL_LEVEL:
        return None
    return MET, "any_level", f"按现行读法,职业技能等级证书不限等级;所持为{SKILL_LEVEL_LABELS[level]}。"


@rule("item", "certificate_number", "certificate_issuer")
def certificate_is_identified(facts: ClaimFacts, release: Release) -> Check:
    """一(十) «取得…证书»: without issuer and number nobody can look for a second use of it.

    The number is personal, so neither the sentence nor the inputs repeat it.
    """
    spec = ITEMS[facts.item]
    number, issuer = given(facts.certificate_number), given(facts.certificate_issuer)
    missing = "、".join(name for name, there in (("证书编号", number), ("发证机构", issuer)) if not there)
    outcome, reason = (CANNOT_TELL, "incomplete") if missing else (MET, "met")
    sentence = f"{missing}未填写,无法核对证书。" if missing else "证书编号和发证机构齐全。"
    inputs = (("certificate_number_given", number), ("certificate_issuer_given", issuer))
    return _certificate_check("certificate_is_identified", spec, outcome, reason, sentence, inputs)


@rule("item", "certificate_issued_on", "day", "findings")
def certificate_is_issued(facts: ClaimFacts, release: Release) -> Check:
    """一(十) «取得…证书»: obtained by the day of the claim.

    The notice does not say whether a certificate from before it took effect counts; a person decides that.
    No time limit for claiming is set by the notice, so none is checked.
    """
    spec, issued_on = ITEMS[facts.item], facts.certificate_issued_on
    inputs = (("certificate_issued_on", iso(issued_on)), ("day", iso(facts.day)))
    if issued_on is None:
        outcome, reason, sentence = CANNOT_TELL, "unknown", "发证日期未填写,无法判断申请时是否已取得证书。"
    elif issued_on > facts.day:
        outcome, reason, sentence = NOT_MET, "after_claim", f"发证日期{issued_on}晚于申请日期{facts.day}。"
    elif issued_on < _IN_FORCE_FROM:
        question = f"证书于{issued_on}取得,早于通知施行日{_IN_FORCE_FROM},能否享受须由人工认定。"
        outcome, reason, sentence = settle(facts, "certificate_is_issued", "before_notice", question)
    else:
        outcome, reason, sentence = MET, "met", f"证书于{issued_on}取得。"
    return _certificate_check("certificate_is_issued", spec, outcome, reason, sentence, inputs)


@rule("enterprise_employee")
def is_enterprise_employee(facts: ClaimFacts, release: Release) -> Check:
    """一(十) H1 «符合条件的企业职工».

    Does not decide «符合条件»: the conditions stand in «相关规定» outside the notice. The officer names them
    as the basis of the amount (`amounts.amount_has_basis`).
    """
    return _yes_no(
        "is_enterprise_employee",
        EMPLOYEE,
        "enterprise_employee",
        facts.enterprise_employee,
        "申请人为企业职工。",
        "申请人不是企业职工。",
        "是否为企业职工尚未核实,无法判断。",
    )


@rule("item", "front_line_post")
def works_at_front_line(facts: ClaimFacts, release: Release) -> Check:
    """一(十) H2 «在企业生产一线岗位工作»; H3 under reading A17.

    Does not decide what a front-line post is: the employer certifies it and the reviewer believes it or not.
    """
    return _shared_condition(facts, release, "works_at_front_line") or _yes_no(
        "works_at_front_line",
        FRONT_LINE,
        "front_line_post",
        facts.front_line_post,
        "申请人在企业生产一线岗位工作。",
        "申请人不在企业生产一线岗位工作。",
        "是否在企业生产一线岗位工作尚未核实,无法判断。",
    )


@rule("item", "took_part_in_training")
def took_part_in_training(facts: ClaimFacts, release: Release) -> Check:
    """一(十) H2 «参加培训并取得…证书»; H3 under reading A17.

    The clause asks for no length and no provider, so none is checked.
    """
    return _shared_condition(facts, release, "took_part_in_training") or _yes_no(
        "took_part_in_training",
        TRAINING,
        "took_part_in_training",
        facts.took_part_in_training,
        "申请人参加了培训。",
        "申请人未参加培训。",
        "是否参加培训尚未核实,无法判断。",
    )


@rule("new_technology_training")
def training_is_of_new_technology(facts: ClaimFacts, release: Release) -> Check:
    """一(十) H4 «参加新技术、新工艺、新知识等方面岗位技能提升培训或创新能力培养».

    Does not decide what is new: the county says so when it approves the class.
    """
    return _yes_no(
        "training_is_of_new_technology",
        NEW_TECHNOLOGY,
        "new_technology_training",
        facts.new_technology_training,
        "所参加培训属于新技术、新工艺、新知识等方面岗位技能提升培训或创新能力培养。",
        "所参加培训不属于新技术、新工艺、新知识等方面岗位技能提升培训或创新能力培养。",
        "所参加培训是否属于新技术、新工艺、新知识等方面尚未核实,无法判断。",
    )


@rule("item", "training_passed")
def passed_training(facts: ClaimFacts, release: Release) -> Check:
    """一(十) H4 «取得相应培训合格证书»: the result of the training itself, beside the paper."""
    return _yes_no(
        "passed_training",
        ITEMS[facts.item].certificate_phrase,
        "training_passed",
        facts.training_passed,
        "培训考核合格。",
        "培训考核不合格。",
        "培训考核结果尚未登记,无法判断。",
    )


@rule("shortage_occupation")
def occupation_is_in_shortage(facts: ClaimFacts, release: Release) -> Check:
    """一(十) «围绕…急需的紧缺职业(工种),组织开展…培训»; register A19.

    By default the phrase says around what training is organised and is no condition of payment: the fact is only
    named. Does not decide which occupations are in shortage: the province lists them.
    """
    key, fact = "reading.shortage_occupations", facts.shortage_occupation
    reading = release.reading(key, on=facts.day)
    tag = {
        True: "属于急需的紧缺职业(工种)",
        False: "不属于急需的紧缺职业(工种)",
        None: "是否属于急需的紧缺职业(工种)未标注",
    }[fact]
    if reading == "organising_aim":
        scope = release.parameter(key).choices[reading]
        outcome, reason, sentence = MET, "not_asked", f"{tag};按“{scope}”掌握,不作为发放条件。"
    elif fact is None:
        outcome, reason, sentence = CANNOT_TELL, "unknown", f"{tag},无法判断。"
    else:
        outcome, reason = (MET, "met") if fact else (NOT_MET, "not_so")
        sentence = f"{tag}。"
    inputs = (("shortage_occupation", fact), (key, reading))
    return Check("occupation_is_in_shortage", outcome, reason, CLAUSE, SHORTAGE, sentence, inputs)


@rule("held_certificates", "certificate_issued_on", "day", "findings")
def is_senior_technician(facts: ClaimFacts, release: Release) -> Check:
    """一(十) H4 «取得相应培训合格证书的高级技师»: already 高级技师 on the day of the training certificate.

    Who became 高级技师 between that day and the claim is left to a person: the phrase bears both readings.
    """
    held, by = facts.held_certificates, facts.certificate_issued_on
    skill = [each for each in held or () if each.kind in SKILL_CERTIFICATES]
    senior = [each for each in skill if each.level is SkillLevel.SENIOR_TECHNICIAN]
    since = min((each.issued_on for each in senior if each.issued_on), default=None)
    undated = any(each.issued_on is None for each in senior)
    already = since is not None and by is not None and since <= by
    highest = max((each.level for each in skill if each.level), default=None)
    if held is None:
        outcome, reason, sentence = CANNOT_TELL, "unknown", "所持技能证书尚未核实,无法判断是否为高级技师。"
    elif not senior:
        shown = f"所持最高等级为{SKILL_LEVEL_LABELS[highest]}" if highest else "未登记有等级的技能证书"
        outcome, reason, sentence = NOT_MET, "lower_level", f"本项只发给高级技师,申请人{shown}。"
    elif by is None or (undated and not already):
        outcome, reason, sentence = (
            CANNOT_TELL,
            "undated",
            "证书的发证日期未填写,无法判断培训时是否为高级技师。",
        )
    elif already:
        outcome, reason, sentence = MET, "met", f"申请人自{since}起为高级技师。"
    elif since > facts.day:
        outcome, reason, sentence = (
            NOT_MET,
            "after_claim",
            f"高级技师证书发证日期{since}晚于申请日期{facts.day}。",
        )
    else:
        question = f"高级技师证书于{since}取得,晚于培训合格证书({by}),能否享受须由人工认定。"
        outcome, reason, sentence = settle(facts, "is_senior_technician", "after_training", question)
    inputs = (
        ("held_certificates", highest and highest.value),
        ("senior_since", iso(since)),
        ("certificate_issued_on", iso(by)),
    )
    return Check("is_senior_technician", outcome, reason, CLAUSE, SENIOR_TECHNICIAN, sentence, inputs)


def _shared_condition(facts: ClaimFacts, release: Release, code: str) -> Check | None:
    """A17: does H3, which names no subject of its own, inherit this condition of H2? None: it does."""
    if facts.item != "H3":
        return None
    key = "reading.senior_technician_conditions"
    reading = release.entry(key, on=facts.day)
    if reading.value == "inherits":
        return None
    sentence = f"按现行读法,高级技师补贴{release.parameter(key).choices['stands_alone']},不审核本条件。"
    return Check(code, MET, "not_asked", reading.clause, reading.quote, sentence, ((key, reading.text),))


def _yes_no(code: str, phrase: str, name: str, fact: bool | None, yes: str, no: str, unknown: str) -> Check:
    return yes_no(code, CLAUSE, phrase, name, fact, yes=yes, no=no, unknown=unknown)


def _certificate_check(
    code: str, spec: ItemSpec, outcome: Outcome, reason: str, sentence: str, inputs: Inputs
) -> Check:
    return Check(code, outcome, reason, spec.clause, spec.certificate_phrase, sentence, inputs)
