"""The catalogue of findings from comparing: with last year (Y-*), with what is plausible (P-*), with the other units (C-*)."""

from __future__ import annotations

from dataclasses import replace

from gaokai_xlsx.texts.rule import E, I, Rule, W

_CARRY = Rule(
    "上年结转不衔接",
    E,
    "《{sheet}》“{where}”列：本年表“{opening}”（{cell}）为{left}{unit}，贵单位{year}年度报“{closing}”为{right}{unit}，{more}{gap}{unit}。",
    "请按上年报表核对{parts}；如因机构改革、上年数更正等确有原因，请在《差异说明》写明，由下发本表的办公室审核认可。",
    explainable=True,
    against="应为{right}",
)

COMPARISONS: dict[str, Rule] = {
    # ---- last year
    "Y-CARRY": _CARRY,
    "Y-CARRY/column": replace(_CARRY, severity=W),
    "Y-STOCK": Rule(
        "现行有效数不衔接",
        W,
        "《{sheet}》“{label}”（{cell}）填{left}{unit}，按上年“{stock}”{before}＋“{inflow}”{added}－“{outflow}”{removed}应为{right}{unit}，{more}{gap}{unit}。",
        "请核对本行各数；如因清理、失效、机构改革等确有原因，请在《差异说明》写明，由下发本表的办公室审核认可。",
        explainable=True,
        against="应为{right}",
    ),
    "Y-PENDING": Rule(
        "少于上年未结案件",
        W,
        "《{sheet}》“{label}”（{cell}）为{left}{unit}，少于{year}年度报“{pending}”的{right}{unit}，少{gap}{unit}。上年没有审结的案件本年应继续统计。",
        "请核对各类结果；如确有原因，请在《差异说明》写明，由下发本表的办公室审核认可。",
        explainable=True,
        against="应不少于{right}",
    ),
    "Y-HEIR": Rule(
        "上年结转无承接单位",
        E,
        "原{unit}上年“{closing}”{right}{count_unit}，本年无承接单位。",
        "请在报送名单中找到承接单位，在其“上年编码”写明{number}；如只是更名，在“简称及曾用名”写明原名称，再重新汇总。",
    ),
    "Y-SKIPPED/new": Rule(
        "未与上年核对",
        I,
        "“{unit}”在报送名单中为新设单位，没有上年数，未与上年核对。",
        "无需处理；如承接了其他单位的业务，请在报送名单的“上年编码”写明该单位上年的编码。",
    ),
    "Y-SKIPPED/unknown": Rule(
        "未与上年核对",
        I,
        "上年的文件中没有“{unit}”的年报，未与上年核对。",
        "如为新设，无需处理；如为更名、合并，请在报送名单的“简称及曾用名”或“上年编码”写明；如缺上年文件，请补上后重新检查。",
    ),
    "Y-SKIPPED/missing": Rule(
        "未与上年核对",
        I,
        "“{unit}”承接的单位中，{names}在上年的文件中没有，得不出完整的上年数，未与上年核对。",
        "请核对报送名单的“上年编码”，或补上该单位上年的年报后重新检查。",
    ),
    "Y-SKIPPED/split": Rule(
        "未与上年核对",
        I,
        "“{unit}”和{names}承接同一个上年单位，上年数怎样划分没有写明，未与上年核对。",
        "请按划分方案核对各承接单位的“{opening}”，相加应等于原单位上年的“{closing}”。",
    ),
    "Y-SKIPPED/editions": Rule(
        "未与上年核对",
        I,
        "“{unit}”承接的{names}上年用的不是同一种格式，不能相加，未与上年核对。",
        "请对照各单位上年的年报人工核对“{opening}”。",
    ),
    "Y-SKIPPED/renamed": Rule(
        "未与上年核对",
        W,
        "“{unit}”的编码{number}上年是{names}，名称不同，不能确定是同一单位，未与上年核对。",
        "如为更名，请在报送名单的“简称及曾用名”写明原名称；如为新设，请在“变动情况”选“新设”，再重新检查。",
    ),
    "Y-SKIPPED/format": Rule(
        "部分未与上年核对",
        I,
        "上年的年报用的是{edition}年格式，没有{rules}所需的数，未核对。",
        "无需处理；如需核对，请人工对照上年的年报。",
    ),
    # ---- what is plausible
    "P-REGULATIONS": Rule(
        "无规章制定权而填了规章",
        E,
        "《{sheet}》“{label}”（{cell}）填{left}{unit}，报送名单写明贵单位没有规章制定权，应为{right}。",
        "请改填0；以本单位名义发的文件属于“{others}”的，请填入相应行，改后重新报送。如名单有误，请联系下发本表的办公室。",
    ),
    "P-FLOW": Rule(
        "现行有效数偏少",
        W,
        "《{sheet}》“{label}”（{cell}）填{left}{unit}，少于本年制发{added}－废止{removed}＝{right}{unit}，少{gap}{unit}。本年制发而没有废止的应当现行有效。",
        "请核对本行各数；如确有原因（例如本年制发的当年失效），请在《差异说明》写明，由下发本表的办公室审核认可。",
        explainable=True,
        against="应不少于{right}",
    ),
    "P-UNIT": Rule(
        "疑似把元填成万元",
        W,
        "《{sheet}》“{label}”（{cell}）填{left}{unit}（折合{words}），上年为{right}{unit}，是上年的{times}倍（达到{limit}倍即请核实）。",
        "如实际为{left}元，请填{instead}；如确为{left}{unit}，请在《差异说明》写明原因，由下发本表的办公室审核认可。",
        explainable=True,
        against="上年为{right}",
    ),
    "P-UNIT/small": Rule(
        "疑似金额单位填错",
        W,
        "《{sheet}》“{label}”（{cell}）填{left}{unit}（折合{words}），上年为{right}{unit}，只有上年的1/{times}（不超过1/{limit}即请核实）。",
        "如把万元数又除了一次10000，请填{instead}；如确为{left}{unit}，请在《差异说明》写明原因，由下发本表的办公室审核认可。",
        explainable=True,
        against="上年为{right}",
    ),
    "P-SAME": Rule(
        "与其他单位的数字相同",
        W,
        "文件《{file}》的数字与{others}的完全相同（其中不为0的有{count}格），可能填错了表或照抄。",
        "请核实本单位的数字；如确实相同，请在《差异说明》写明原因，由下发本表的办公室审核认可。",
        explainable=True,
    ),
    "P-SAME/parts": Rule(
        "不同分册的单位数字相同",
        W,
        "{units}的数字完全相同（其中不为0的有{count}格），在不同的分册，可能填错了表或照抄。",
        "请向这些单位核实；如确实相同，请各单位在《差异说明》写明原因，由办公室审核认可。",
    ),
    "P-SAME/year": Rule(
        "与上年的数字相同",
        W,
        "本年的数字与{year}年度的完全相同（其中不为0的有{count}格），可能误报了上年的表。",
        "请核实是否已按本年情况填报；如确实相同，请在《差异说明》写明原因，由下发本表的办公室审核认可。",
        explainable=True,
    ),
    "P-ZERO": Rule(
        "上年有数本年全为0",
        W,
        "《{sheet}》{labels}本年都填0，上年共{right}{unit}。",
        "请核实是否漏填；如确无处理决定，请在《差异说明》写明原因，由下发本表的办公室审核认可。",
        explainable=True,
        against="上年共{right}",
    ),
    "P-SHOCK": Rule(
        "比上年变动较大",
        I,
        "《{sheet}》“{label}”（{cell}）填{left}{unit}，上年为{right}{unit}，{more}{gap}{unit}，变动超过{percent}%（两年都不足{floor}{unit}的不提示）。",
        "请核实；如无误无需处理，可备好原因供查问。",
    ),
    "P-BASE": Rule(
        "没有申请而有案件",
        W,
        "《{sheet}》共填{left}{unit}，而本年和上年“{received}”“{opening}”都是0件。本表只统计因政府信息公开工作引起的案件。",
        "请核实是否把其他复议、诉讼案件计入；如确由以前年度的申请引起，请在《差异说明》写明，由下发本表的办公室审核认可。",
        explainable=True,
        against="本年和上年的申请都是{right}",
    ),
    "P-FEE": Rule(
        "逾期不缴费而没有收费通知",
        W,
        "《{sheet}》“{label}”（{cell}）为{left}{unit}，《{other_sheet}》“{notices}”（{other_cell}）为{right}。没有发出收费通知，就不会有逾期不缴费的申请。",
        "请核对这两处；如收费通知是上年发出的，请在《差异说明》写明，由下发本表的办公室审核认可。",
        explainable=True,
        against="收费通知为{right}",
    ),
    # ---- over all units
    "C-GZ": Rule(
        "规章有多个来源",
        E,
        "《{sheet}》“{row}”行有{count}家填了数：{values}。同一地方的规章只由一家填报，相加会重复。",
        "请会同司法行政部门确认由哪一家填报，其余单位该行改填0后重新报送，再重新汇总。",
    ),
    "C-ONCE": Rule(
        "重复计入",
        E,
        "“{unit}”在报送名单中为“并入上级”，其上级“{parent}”的年报已汇总，“{unit}”又单独报送，为避免重复，单独报送的没有计入。",
        "请把《{file}》移出回收文件夹；如“{parent}”的年报不含该单位，请在报送名单中把报送要求改为“应报”，再重新汇总。",
        office=True,
    ),
    "C-ONCE/open": Rule(
        "可能重复计入",
        W,
        "“{unit}”在报送名单中为“并入上级”，又单独汇总（《{file}》）；名单没有写明汇总归属，或其上级的年报没有汇总，不能确定是否计入了两次。",
        "请在报送名单的“汇总归属”写明上级单位全称；如该单位应单独报送，请把报送要求改为“应报”，再重新汇总。",
    ),
    "C-HIER": Rule(
        "上级数与下级之和不符",
        W,
        "“{unit}”的《{sheet}》“{label}”（{cell}）为{left}{count_unit}，所属{count}家相加为{right}{count_unit}，{more}{gap}{count_unit}。",
        "请核对是否有下级漏报或重复，再重新汇总。",
    ),
    "C-SKIPPED": Rule(
        "没有核对的规则",
        I,
        "{edition}年格式没有相应的栏目，这些规则没有核对：{rules}。",
        "无需处理；如需核对，请人工对照报表。",
    ),
    "C-SKIPPED/off": Rule(
        "没有核对的规则",
        I,
        "按gaokai.toml的设置，这些规则没有核对：{rules}。",
        "如需核对，请在gaokai.toml中去掉off一行，再重新运行。",
    ),
}
