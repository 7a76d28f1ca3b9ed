"""Texts of whose turn it is: what units have to correct, what waits for the office, and how both are told."""

from __future__ import annotations

from gaokai_xlsx.texts.rule import E, Rule, W

CHASE: dict[str, str] = {
    # ---- outcomes and states that are the office's turn
    "outcome.withdrawn": "已撤回",
    "outcome.awaiting": "待认可",
    "outcome.office": "待办公室处理",
    "state.awaiting": "待认可",
    "state.office": "待办公室处理",
    "html.count-awaiting": "待认可",
    "html.count-office": "待办公室处理",
    "step.awaiting": (
        "待认可{n}家：单位已在《差异说明》写明原因，不用催。请审核：认可的用gaokai-xlsx decide登记认可（accept），再重新汇总；"
        "不认可的用它撤回那份文件（withdraw，依据写不认可的理由），告知该单位改正后重新报送。"
    ),
    "step.office": "待办公室处理{n}家：不是单位的事，不要催（如代录没有写明依据、报告转入尚未核对、同一单位从两处报来）。请按《问题清单》中的办法处理后重新汇总。",
    "reason.decide": "请办公室审核：认可的，用gaokai-xlsx decide登记认可（accept），再重新汇总；不认可的，用它撤回这份文件（withdraw，依据写不认可的理由），告知该单位核对改正后重新报送。",
    "reason.decide-warning": "请办公室审核：认可的，用gaokai-xlsx decide登记认可（accept），再重新汇总；不认可的，请告知该单位核对改正后重新报送，收到以前仍按现在的数计入。",
    # ---- 催报
    "remind.awaiting": "、待认可{n}家",
    "remind.office": "、待办公室处理{n}家",
    "remind.group-included": "未通过但已计入（{n}家，数字已先计入，仍要改正）",
    "remind.group-awaiting": "待认可（{n}家，单位已说明，请办公室决定是否认可，不用催）",
    "remind.told": "《{file}》的说明已收到（{faults}），由办公室审核认可，这{n}处暂不需要改。",
    "remind.told-alone": "《{file}》的说明已收到（{faults}），由办公室审核认可，现在不需要重新报送。",
    "remind.blank": "{title}（{sheet}从{cell}起有{n}格未填）",
    "remind.withdrawn": "报来的{files}已撤回，{year}年度年报表（.xlsx）还没有重新收到{overdue}，请{by}重新报送。",
    # ---- returned copies
    "problems.waiting": "另有{n}处已在《差异说明》写明原因（{titles}），由下发本表的办公室审核认可，没有列入下表，不必再改。",
    "problems.due-passed": "期限{due}已过，请尽快改正后重新报送。",
    "returns.more": "{shown}等{n}个",
    "returns.stale": (
        "退回稿已过时{n}个：{names}。所答复的文件已更正、已通过、已计入、已撤回或这次没有收到，请不要再发给填报单位；本工具没有删除它们，"
        "确认不用的请移出该文件夹。"
    ),
    "returns.passed": "{n}个文件的单位已另有文件汇总，没有生成退回稿：{files}。如是旧稿，请移出回收文件夹，或用gaokai-xlsx decide撤回（withdraw）。",
    "returns.none-made": "退回稿：没有生成。",
    "returns.final": (
        "{n}个文件是定稿以后报来的，数字与定稿不同，没有采用，也没有生成退回稿：{files}。同意更正的，请用gaokai-xlsx decide撤回定稿（withdraw）后"
        "重新汇总；不更正的，请用它撤回这份文件。"
    ),
    "returns.waiting": "{n}个文件只等办公室处理（待认可、代录依据等），没有生成退回稿，不要退回给填报单位。",
    # ---- on the terminal
    "collect.units-awaiting": "，待认可{n}家",
    "collect.units-office": "，待办公室处理{n}家",
    "collect.late": "  迟报{n}家（报送截止{due}）：{names}。请核对收件登记中的收到日期；如经同意延期，请在报送名单的“报送截止”写明新的日期。",
    "collect.late-name": "{name}（{days}天）",
    # ---- in the summary
    "sum.state-awaiting": "待认可{n}家（{names}）",
    "sum.state-office": "待办公室处理{n}家（{names}）",
    "sum.awaiting-units": "待认可{n}家",
    "sum.office-units": "待办公室处理{n}家",
    "sum.word-awaiting": "待认可",
    "sum.word-office": "待办公室处理",
}

CHASE_RULES: dict[str, Rule] = {
    "V-FRACTION/digits": Rule(
        "位数过多",
        E,
        "《{sheet}》“{label}”（{cell}）填的是{raw}，整数部分有{digits}位。Excel和WPS只能准确保存15位数字，再多的位数会变成0，无法据此计数。",
        "请核对是否多打了数字，或把两个数打在了一格里；按实际数改填（单位：{unit}），改后重新报送。",
    ),
    "R-UNKNOWN/off": Rule(
        "单位不在名单中",
        E,
        "文件《{file}》的填报单位“{unit}”不在报送名单中，暂未计入。",
        "如该单位应报送，请在报送名单中加一行“{unit}”；如它是名单中某家单位的简称或曾用名，请写入那一行的“简称及曾用名”，再重新汇总。都不是的，请对方核对封面的单位全称。",
    ),
    "R-UNKNOWN/near": Rule(
        "单位不在名单中",
        E,
        "文件《{file}》的填报单位“{unit}”不在报送名单中（是不是“{near}”？），暂未计入。",
        "如是“{near}”，请把“{unit}”写入名单中这一行的“简称及曾用名”；如不是而应报送，请在报送名单中加一行“{unit}”，再重新汇总。",
    ),
    "R-MISSING/withdrawn": Rule(
        "未报送",
        W,
        "“{unit}”（编码{number}）报来的{files}已撤回，没有别的{year}年度年报表。",
        "请催报；如撤回有误，请用gaokai-xlsx decide撤回那条登记。",
    ),
    "R-MISSING/withdrawn-overdue": Rule(
        "逾期未报",
        W,
        "“{unit}”（编码{number}）报来的{files}已撤回，没有别的{year}年度年报表，报送截止{due}，已逾期{days}天。",
        "请催报；如撤回有误，请用gaokai-xlsx decide撤回那条登记。",
    ),
}

CHASE_CASES: dict[str, dict[str, str | int]] = {
    "V-FRACTION/digits": {"raw": "1234567890123450"},
    "R-UNKNOWN/off": {},
    "R-UNKNOWN/near": {"near": "市数据管理局"},
    "R-MISSING/withdrawn": {"year": 2025, "files": "《年报.xlsx》"},
    "R-MISSING/withdrawn-overdue": {"year": 2025, "files": "《年报.xlsx》", "due": "2026年1月20日", "days": 8},
}
