"""The rule book: for each finding code what it means and what it rests on. Severity and wording stand in the catalogue.

``says`` may name rows and columns of the form by their role (``{stock}``), and thresholds. Identities are explained here by kind; their formula and
clause come from the edition.
"""

from __future__ import annotations

from dataclasses import dataclass

INFERRED = "推断（官方文件没有明文，按数字之间的常理核对）"
WORK = "汇总工作的需要（不是官方格式的规定）"


@dataclass(frozen=True, slots=True)
class Page:
    """``basis`` is a clause, ``INFERRED`` or ``WORK``; a ``reserved`` code is fixed and cannot occur yet."""

    says: str
    basis: str = INFERRED
    reserved: bool = False


_REGULATIONS = "地方通知口径：规章由设区的市、自治州人民政府填报"
_FEE = "《政府信息公开信息处理费管理办法》（国办函〔2020〕109号）；"

BOOK: dict[str, Page] = {
    # ---- identities, by kind
    "row-sum": Page("每一行的合计应等于各分项相加。模板的合计格是公式，只有公式被数字盖掉，或用自制表报送时，才会不符。"),
    "column-sum": Page("每一列的合计应等于本列各项相加。模板的合计格是公式，只有公式被数字盖掉，或用自制表报送时，才会不符。"),
    "balance": Page("每一列收进来的申请，要么本年办完，要么转到下一年。两边不等，就有申请漏记、多记或记错了列。"),
    # ---- values
    "V-BLANK": Page("填报格是空的。空格不等于0：可能是没有，也可能是忘了填，只有单位自己知道。"),
    "V-TEXT": Page("填报格里是文字，不能相加。写“无”“/”“—”的，也要由单位自己改成0。"),
    "V-NEGATIVE": Page("件数和金额不会小于0。"),
    "V-FRACTION": Page("件数必须是整数；金额最多精确到分，总位数不超过15位（再长的数字，电子表格本身就不准）。"),
    "V-DATE": Page("输入的数字被软件当成了日期（例如把“3-5”变成3月5日），原来的数已经看不出来。", WORK),
    "V-ERROR": Page("单元格显示#REF!、#VALUE!等错误，没有数字。", WORK),
    "V-FORMULA": Page("填报格应直接填数字。只含数字的算式（如=12+5）重新计算后采用并提示核实；引用其他格、其他文件的公式不采用。", WORK),
    "V-REPAIRED": Page("填的是文字，但能看出是哪个数（全角数字、带“件”字、带千分号），已按该数读取。", WORK),
    "V-ZEROED": Page("汇总人员用--blank-as-zero，或在处理记录中登记（decide的zero），决定空格按0计入，每一格都记录在案。", WORK),
    "V-RESTORED": Page(
        "从已公布的报告转入时，读不出来的数字按勾稽关系补出：只有一种读法能使各条勾稽关系都成立时才补，并标出来请人核实；有几种读法的，留空。",
        WORK,
    ),
    "V-NOFEE": Page("信息处理费在报告第六部分说明，不在三张表的数字之内，没有填不影响汇总。", _FEE + "各地年报通行做法"),
    # ---- structure
    "T-STALE": Page("合计格公式完好，但文件里存的结果是旧的，通常是保存时软件没有重新计算。以重新计算的为准。", WORK),
    "T-TAMPERED": Page("用下发的模板填报，但表头、公式、行列或工作表被改动过。能确定位置的数字照样读取，合计一律重新计算。", WORK),
    "T-ANCHOR": Page("表头和位置对不上，不能证明某一格就是要找的指标。宁可不读，也不按位置猜。", WORK),
    # ---- files
    "F-ENCRYPTED": Page("文件设有打开密码，不能读取。", WORK),
    "F-CORRUPT": Page("文件没有传完整，或已经损坏。", WORK),
    "F-BOMB": Page("文件大得不正常，或内部结构有危险，没有打开。", WORK),
    "F-TYPE": Page("不是能读取的表格文件。", WORK),
    "F-EMPTY": Page("是表格文件，但没有找到年报的三张表。", WORK),
    "F-MACRO": Page("文件里有宏程序。宏不会运行，只读取数字。", WORK),
    "F-EXTERNAL": Page("文件里有指向其他文件的链接。链接不会打开，只读取数字。", WORK),
    # ---- whose, which year
    "S-YEAR": Page(
        "文件写明的年度不是这次收集的年度，多半是误发了上年的表；没有写明年度的，请核实。"
        "年度不符的不随--include-failed计入；确是本年的数、只是年度写错的，由经办人逐个登记纳入（decide的include）。",
        "统计期限：报告年度1月1日至12月31日",
    ),
    "S-UNIT": Page(
        "封面、模板标识、文件名说的不是同一个单位。封面与标识不一致的不计入；只是文件名不一致的，按表内单位计入；表内没有写明、按文件名或文件夹认定的，请核实。",
        WORK,
    ),
    "S-EDITION": Page(
        "文件用的是另一个年份的格式，指标不同，不能相加。", "各年度统一格式（格式由全国政府信息公开工作主管部门公布并适时更新）"
    ),
    "S-FORGED": Page("模板标识的校验位不对，被人改动过。", WORK),
    "S-MISSING": Page("没有模板标识，是单位自制的表，按表头读取。", WORK),
    # ---- roster and submissions
    "R-MISSING": Page(
        "名单上应报的单位没有报来年报表；只报来扫描件或报告正文的，也算没有报来。汇总时用--as-of写明日期、过了名单上报送截止的，说明逾期几天。",
        "《中华人民共和国政府信息公开条例》第四十九条（每年1月31日前提交）",
    ),
    "R-LATE": Page(
        "单位的第一份年报表在报送截止之后才收到。只在汇总时用--as-of写明日期、名单写明报送截止、收件登记写明收到日期时核对；截止当天收到不算迟。",
        WORK,
    ),
    "R-DATE": Page("收件登记的收到日期或名单的报送截止不像日期，无法据此判断逾期、迟报。只在用--as-of时核对。", WORK),
    "R-UNKNOWN": Page("看不出是哪家单位的，或不在报送名单上的，不计入。名称相近的只提示，不代为认定。", WORK),
    "R-CONFLICT": Page(
        "同一单位报来几份不同的数，又没有说明以哪份为准，都不计入；用--conflicts latest的，计入最后保存的一份并提示核实。", WORK
    ),
    "R-DUPLICATE": Page("同一单位的几份文件数字完全相同，只计一次。", WORK),
    # ---- last year
    "Y-CARRY": Page(
        "本年的“{opening}”应等于上年的“{closing}”，逐列核对：总计不等须改正，单列不等请核实（申请人类别可能重新划分）。更名、合并的单位按报送名单的“简称及曾用名”“上年编码”找到上年数，合并的相加。",
        "表三第二项、第四项的名称",
    ),
    "Y-STOCK": Page("本年“{stock}”应等于上年“{stock}”＋“{stock_in}”－“{stock_out}”。修改、清理、机构改革可能使它不等，所以只请核实。"),
    "Y-PENDING": Page("上年“{pending}”的案件，本年无论什么结果都应再统计，所以本年各类案件的总计不应少于它。"),
    "Y-HEIR": Page(
        "上年有“{closing}”的单位，本年名单上既没有它（按编码、全称、曾用名），也没有单位在“上年编码”写明承接它，这些申请就会不知去向。"
    ),
    "Y-SKIPPED": Page("提供了上年数，但这家单位（或它的一部分数）没有同上年核对，在这里写明原因，不作沉默处理。", WORK),
    # ---- what is plausible
    "P-REGULATIONS": Page(
        "报送名单的“规章制定权”写明“无”的单位，“{regulations}”各数应为0。名单没有写的不核对。",
        "《中华人民共和国立法法》（2015年修正）第八十条、第八十五条（2023年修正后条次有变动）；" + _REGULATIONS,
    ),
    "P-FLOW": Page("“{stock}”不应少于“{stock_in}”减“{stock_out}”。不需要上年数。"),
    "P-UNIT": Page("“{fee}”是上年的{times}倍以上，或不超过上年的1/{times}，多半是把元当成万元，或把万元又折算了一次。两年都不为0才核对。"),
    "P-SAME": Page("两家单位，或同一单位两年，三张表的数字全部相同，且至少{same}格不为0。数字大多为0的不提示。"),
    "P-ZERO": Page("“{decisions}”各行本年全是0，而上年有数，可能漏填了。"),
    "P-SHOCK": Page("“{decisions}”比上年变动超过{percent}%，两年中至少一年不少于{floor}件。只作提示。"),
    "P-BASE": Page("本年和上年都没有政府信息公开申请，却有复议、诉讼案件，可能把别的案件填进来了。"),
    "P-FEE": Page("有申请因“{unpaid}”而不再处理，而“{fee_notices}”填0，前后不一致。", _FEE + "推断"),
    # ---- over all units
    "C-GZ": Page(
        "本级已汇总的单位中有两家以上填了“{regulations}”（例如市政府、市政府办公室、市司法局各报了一遍），相加就重复了。下级政府各有各的规章，不在此列。",
        _REGULATIONS,
    ),
    "C-ONCE": Page(
        "同一家的数字不能经两级各计一次：名单写明“并入上级”而上级已汇总的，已在下级汇总表里又单独报送的，都只计一次，单独报送的退出；两份汇总表含同一家的，都不计入，待人工确定。只是名称相同而不能确定是同一家的，照常计入并提示。",
        WORK,
    ),
    "C-SKIPPED": Page("有的格式没有某条规则所需的栏目，有的规则被汇总人员关闭，没有核对的在这里列明。", WORK),
}
