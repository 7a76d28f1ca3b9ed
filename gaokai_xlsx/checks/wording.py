"""How reports put numbers into words: what speaks of the tables' figures, and what of something else.

Words of another population (one level of a place, another year or part of it, one way of applying, one office among several, other
business) are left alone: a warning that is wrong costs more trust than one that is missing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

NUMBER = r"(\d{1,3}(?:,\d{3})+|\d+)(?![\d.])[件份]"
_GAP = r"[^。;,\d]{0,24}?"
_JOINED = r"(?:及|和|与|或|以及|、)"
ABOUT = re.compile(r"信息公开申请|依申请公开|公开申请|申请公开")
CASES_TOO = re.compile(r"信息公开|依申请|公开申请")
# Part of the whole, or something else than applications of this kind.
_OTHER = re.compile(
    r"本级|市直|县直|区直|局机关|厅机关|委机关|本部|县区|各县|各区|乡镇|街道|(?<!结)转办|(?<!年)转来|网上申请|在线申请|信函|邮寄|当面|传真|备案|累计|历年|以来"
)
# What offices receive and answer besides; of these only 公开事项 is an application.
_ELSE = re.compile(
    r"许可|处罚|信访|咨询|来信|建议|提案|投诉|举报|复议|诉讼|热线|公文|来文|工单|留言|反馈|处理费|(?<!公开)事项|撤回|更正|归档"
)
# These can single out some of the applications, which are no more than all, or be what is counted instead.
_SOME = re.compile(r"业务|意见")
_APPLICATIONS = re.compile(rf"(?:公开申请|申请公开)(?:件|数|量|事项|的|共|计|合计|总|为|:)*{NUMBER}")
# And here they do neither: 《……的意见》, 业务培训, 所属领域.
_BY_THE_WAY = re.compile(
    r"《[^》]*》|(?:实施|指导|若干|工作)意见|(?<=公开)业务|业务(?:培训|能力|水平|素质|知识|学习|指导|流程|规范)|所属(?=领域|类别|类型|行业|范围|主题)"
)
_WITH_ITS_OWN = re.compile(r"(?:及|和|与|含|包括)其?(?:所属|下属|直属)各?(?:部门|单位|机构)")
_PART_OF_YEAR = re.compile(r"上年|去年|前年|同期|上半年|下半年|季度|月至(?!12月)|(?<!12)月份|截至(?:20\d{2}年)?(?!12月)\d{1,2}月")
_TIME = 16  # letters of a clause that only says when
_WAY = re.compile(r"通过[^,;]{0,12}(?:网站|网络|平台|系统|邮箱|邮件|渠道|窗口)")
_BODY = re.compile(r"办公室|办公厅|分局|下属|所属|直属|垂管")
_LATE = re.compile(r"延期|延长|超期")
_IN_TIME = re.compile(r"按期|按时|如期|限期")
_PARTLY = re.compile(r"(?:公开|提供|不予|其他|其中|对)$")  # 同意公开答复9件, 不予处理0件: one outcome, not all of them
_YEAR = re.compile(r"(?<!\d)(20\d{2})年")
RECEIVED = re.compile(rf"(?:新收|收到|接收|受理|接到){_GAP}(?:申请)?[^。;,\d]{{0,8}}?{NUMBER}")
HANDLED = re.compile(rf"(?:收办|办理|处理|办结|答复|办复|回复){_GAP}{NUMBER}")
OPENING = re.compile(rf"(?:上|去|前)一?年度?(?:结转|转来|转入|遗留){_GAP}{NUMBER}")
CLOSING = re.compile(
    rf"{NUMBER}[^。;,\d]{{0,6}}(?:结转|顺延|转)(?:至|到|入)?(?:下一?|次)年"
    rf"|(?:结转|顺延|转)(?:至|到|入)?(?:下一?|次)年度?[^。;,\d]{{0,12}}?{NUMBER}"
)
NO_REQUEST = re.compile(r"(?:未|没有|无)(?:收到|接到|接收|受理)[^。;,\d]{0,40}申请(?!人)")
NO_CASE = re.compile(
    r"(?:没有|未(?!经)|无)(?:发生|引发|产生|出现|收到|涉及|因|被)?[^。;,\d]{0,32}(复议|诉讼)(?![^。;,]{0,6}(?:纠|败诉|撤销|变更))"
)
_LOST_CASE = re.compile(r"纠|败诉|撤销|变更|责令|违法")
_STAGE = re.compile(r"一审|二审|再审|终审|审结|结案")
FEE = re.compile(r"(?:收取|收缴|征收|实收)[^。;\d]{0,24}(?:信息处理费|处理费)[^。;\d]{0,10}?(\d[\d,]*(?:\.\d+)?)(万?)元")
NO_FEE = re.compile(r"(?:没有|未|无)(?:向[^。;]{0,12})?(?:发生|产生)?[^。;,\d]{0,8}(?:收取|收费|征收)|不收取")
SHARE = re.compile(rf"{NUMBER}[^。;\d]{{0,10}}?占[^。;\d]{{0,16}}?(\d+(?:\.\d+)?)%")
GROWTH = re.compile(rf"{NUMBER}[^。;\d]{{0,8}}?(?:同比|比上年|较上年|比去年|较去年)(增长|增加|上升|下降|减少|降低)了?(\d+(?:\.\d+)?)%")
_CUT = re.compile(r"[。;!?]")


def sentences(text: str, year: int | None) -> Iterator[str]:
    """The sentences that speak of the year and of the whole; 结转到2026年 and 2024年结转 do, by the words 下一年 and 上年."""
    for sentence in filter(None, _CUT.split(text)):
        said = sentence
        if year is not None:
            said = re.sub(rf"((?:结转|顺延|转)(?:至|到|入)?){year + 1}年", r"\1下一年", said)
            said = re.sub(rf"{year - 1}年(?=度?结转)", "上年", said)
        if not _OTHER.search(said) and all(year is None or int(y) == year for y in _YEAR.findall(said)):
            yield said


def aside(sentence: str, match: re.Match[str], unit: str, *, part: bool = True) -> bool:
    """Whether a number of applications is one of something else, or of a part; ``unit`` is who reports.

    ``part``: whether the number is small enough for a part of what the tables show. The tables of a government hold its offices too.
    """
    clause = _BY_THE_WAY.sub("", _clause(sentence, match))
    clause = _WITH_ITS_OWN.sub("", clause) if unit.endswith("政府") else clause
    if _SOME.search(clause) and (part or not _APPLICATIONS.search(match[0])):
        return True
    if _ELSE.search(clause) or _PARTLY.search(sentence[: match.start()]) or _WAY.search(clause) or _LATE.search(clause):
        return True
    other = any(word not in unit for word in _BODY.findall(clause))
    return other or another_time(sentence, match) or bool(_IN_TIME.search(clause) and _LATE.search(sentence))


def another_time(sentence: str, match: re.Match[str]) -> bool:
    """Whether the clause before a number speaks of the year before or of a part of the year; 上年结转 is this year's."""
    clause = _clause(sentence, match)
    before = sentence[: match.end() - len(clause)].rstrip(",").rpartition(",")[2]
    said = clause if len(before) > _TIME else f"{before},{clause}"
    return bool(_PART_OF_YEAR.search(re.sub(r"上一?年度?结转[^,]*,?", "", said)))


def _clause(sentence: str, match: re.Match[str]) -> str:
    """From the sign before a match to its end."""
    start = max(sentence.rfind(sign, 0, match.start()) for sign in ",、()") + 1
    return sentence[start : match.end()]


def case_aside(said: str) -> bool:
    """Whether a number of cases is one of a stage of them."""
    return bool(_STAGE.search(said))


def no_case(sentence: str) -> Iterator[str]:
    """The words that say that there were none; that none was lost does not."""
    return (match[0] for match in NO_CASE.finditer(sentence) if not _LOST_CASE.search(match[0]))


def after(sentence: str, name: str, others: Sequence[str] = ()) -> Iterator[tuple[str, tuple[str, ...]]]:
    """The numbers that a sentence gives right behind a name, each with the names that it is said of together with this one."""
    before = rf"((?:(?:{'|'.join(map(re.escape, others))}){_JOINED})*)" if others else "()"
    for match in re.finditer(rf"{before}{re.escape(name)}(?:申请|提出|提交|的|类|共|为|:)*{NUMBER}", sentence):
        yield match[2], tuple(n for n in others if n in match[1])


def parted(sentence: str, kinds: Mapping[str, object]) -> Iterator[tuple[tuple[str, ...], str]]:
    """The parts of a sentence that each begin with a kind of cases: the kinds it is said of, the words up to the next one.

    ``行政复议、行政诉讼共7件`` is said of both; 复议后起诉 is no review.
    """
    starts = sorted((m.start(), kind) for kind in kinds for m in re.finditer(rf"{re.escape(kind)}(?!后|直接|而)", sentence))
    ends = [start for start, _ in starts[1:]] + [len(sentence)] * bool(starts)
    together: tuple[str, ...] = ()
    for (start, kind), end in zip(starts, ends, strict=True):
        part = sentence[start:end]
        together = (*together, kind)
        if end < len(sentence) and re.fullmatch(rf"{re.escape(kind)}(?:案件)?{_JOINED}", part):
            continue
        yield together, part
        together = ()
