"""The catalogue of findings in one file: for each code title, severity, what is said and what to do.

``message`` says what is wrong and shows both sides; ``remedy`` says what to do. Identities are declared in the form, so their
texts stand here by *kind* (``row-sum``, ``column-sum``, ``balance``) and take code and title from the edition. What a filing is
compared with (last year, roster, other units) is in ``comparisons``; what a code means and rests on is in ``book``.
"""

from __future__ import annotations

from gaokai_xlsx.texts.rule import E, I, Rule, W

FINDINGS: dict[str, Rule] = {
    # ---- identities, by kind (code and title come from the edition)
    "row-sum": Rule(
        "",
        E,
        "《{sheet}》“{where}”行：{parts_name}相加为{left}{unit}，“{total}”（{cell}）为{right}{unit}，{total}{more}{gap}{unit}。",
        "请核对{parts}；如分项无误，请将{cell}改为{left}或恢复原公式，改后重新报送。",
    ),
    "column-sum": Rule(
        "",
        E,
        "《{sheet}》“{where}”列：{parts_name}相加为{left}{unit}，“{total}”（{cell}）为{right}{unit}，{total}{more}{gap}{unit}。",
        "请核对{parts}；如分项无误，请将{cell}改为{left}或恢复原公式，改后重新报送。",
    ),
    "balance": Rule(
        "",
        E,
        "《{sheet}》“{where}”列：{left_terms}＝{left}{unit}；{right_terms}＝{right}{unit}，左边比右边{more}{gap}{unit}。",
        "请核对{parts}，{advice}改后重新报送。",
    ),
    "balance/derived": Rule(
        "",
        E,
        "《{sheet}》“{where}”列：{left_terms}＝{left}{unit}；{right_terms}＝{right}{unit}，左边比右边{more}{gap}{unit}。",
        "本列由左边各列相加得出，请先把各类申请人所在的列改平，本列随之改平，改后重新报送。",
    ),
    # ---- values
    "V-BLANK": Rule(
        "漏填",
        E,
        "《{sheet}》“{label}”（{cell}）为空。空格不视为0。",
        "如有数据请补填；如确无数据请填0，或将表右上角“{declare}”选为“是”，改后重新报送。",
    ),
    "V-TEXT": Rule(
        "不是数字",
        E,
        "《{sheet}》“{label}”（{cell}）填的是“{raw}”，此格只能填数字，单位为{unit}，无法据此计数。",
        "请改填数字（单位：{unit}）；如没有发生请填0，不填“无”“/”“—”，改后重新报送。",
    ),
    "V-TEXT/wan": Rule(
        "不是数字",
        E,
        "《{sheet}》“{label}”（{cell}）填的是“{raw}”，此格只能填数字，单位为{unit}，无法据此计数。",
        "如确为{amount}万元请填{amount}；如没有发生请填0，不填“无”“/”“—”，改后重新报送。",
    ),
    "V-NEGATIVE": Rule(
        "负数",
        E,
        "《{sheet}》“{label}”（{cell}）填的是{raw}，此格不能为负数。",
        "请改填不小于0的数；如需冲减以前数据，请联系下发本表的办公室，改后重新报送。",
    ),
    "V-FRACTION": Rule(
        "不是整数",
        E,
        "《{sheet}》“{label}”（{cell}）填的是{raw}，此格以“{unit}”计数，只能填不超过15位的整数。",
        "请改填整数，改后重新报送。",
    ),
    "V-FRACTION/money": Rule(
        "小数位过多",
        E,
        "《{sheet}》“{label}”（{cell}）填的是{raw}，单位为{unit}，最多保留{decimals}位小数（精确到分），总位数不超过15位。",
        "请按实际金额改填，保留到分，改后重新报送。",
    ),
    "V-DATE": Rule(
        "变成了日期",
        E,
        "《{sheet}》“{label}”（{cell}）被存成了日期（{raw}），看不出原来填的数。",
        "请选中该格，把单元格格式改为“常规”后重新输入数字，改后重新报送。",
    ),
    "V-ERROR": Rule(
        "公式错误值",
        E,
        "《{sheet}》“{label}”（{cell}）显示为{raw}，不是数字。",
        "请删除该格内容，直接输入数字，改后重新报送。",
    ),
    "V-FORMULA": Rule(
        "填报格中有公式",
        E,
        "《{sheet}》“{label}”（{cell}）填的是公式{raw}，结果可能随其他文件变化，不能采用。",
        "请直接输入计算结果的数字，改后重新报送。",
    ),
    "V-FORMULA/accepted": Rule(
        "填报格中有算式",
        W,
        "《{sheet}》“{label}”（{cell}）填的是算式{raw}，已重新计算，结果{value}相符，按{value}计入。",
        "请核实；如无误无需处理，建议以后直接填写数字。",
    ),
    "V-REPAIRED": Rule(
        "已按数字读取",
        W,
        "《{sheet}》“{label}”（{cell}）填的是文字“{raw}”，已按{value}{unit}读取。",
        "请核实；如无误无需处理，建议把该格改为纯数字{value}。",
    ),
    "V-ZEROED": Rule(
        "空格按0计入",
        I,
        "《{sheet}》“{label}”（{cell}）为空，汇总时按0计入（汇总人员决定按0处理）。",
        "请与填报单位确认确为0。",
    ),
    "V-RESTORED": Rule(
        "按勾稽关系补出",
        W,
        "《{sheet}》“{label}”（{cell}）在报告原文中读不出来，按勾稽关系补为{value}{unit}。",
        "请对照报告原文核实；如不对请改正。",
    ),
    "V-NOFEE": Rule(
        "未填信息处理费",
        I,
        "《{sheet}》{blank}未填，不影响三张表的汇总。",
        "如本年未收取信息处理费，请填0；如有收取，请补填。",
    ),
    # ---- structure
    "T-STALE": Rule(
        "合计未刷新",
        I,
        "《{sheet}》“{label}”（{cell}）文件中显示{right}{unit}，按分项重新计算为{left}{unit}，公式完好，以重新计算的为准。",
        "无需处理；如要使显示一致，请用WPS或Excel打开后保存一次。",
    ),
    "T-TAMPERED/formula": Rule(
        "合计公式被改",
        W,
        "《{sheet}》“{label}”（{cell}）原为公式，现为{raw}。合计一律按分项重新计算。",
        "请恢复公式，或用原模板重新填写。",
    ),
    "T-TAMPERED/label": Rule(
        "表头被改",
        W,
        "《{sheet}》{cell}原为“{label}”，现为“{raw}”。",
        "请恢复原来的文字，或用原模板重新填写。",
    ),
    "T-TAMPERED/moved": Rule(
        "增删了行或列",
        W,
        "《{sheet}》有行或列被插入、删除或移动，“{label}”原在{home}，现在{cell}。数字已按行、列标题读取。",
        "请核实数字无误；以后请不要增删行列，用原模板填写。",
    ),
    "T-TAMPERED/sheet": Rule(
        "缺少工作表",
        W,
        "文件中没有《{table}》这张工作表。",
        "请用原模板补填该表后重新报送，不要删除或单独复制工作表。",
    ),
    "T-ANCHOR/unit": Rule(
        "金额单位不明",
        E,
        "表中写的单位是元，“{label}”应以万元填写，无法确定填的是多少，未读取。",
        "请把数据填入下发的模板（单位：万元）后重新报送。",
    ),
    "T-ANCHOR": Rule(
        "找不到填报格",
        E,
        "无法确定“{label}”在哪一格，未读取。{candidates}",
        "请把数据填入本单位的原模板（不增删行列、不改表头）后重新报送。",
    ),
    # ---- files
    "F-ENCRYPTED": Rule(
        "文件加密",
        E,
        "文件《{file}》设有打开密码，无法读取，未计入。",
        "请在WPS或Excel中取消打开密码后另存为.xlsx重新报送；工作表自带的保护不必取消。涉密内容请勿填报，也不要通过微信、互联网邮箱发送。",
    ),
    "F-CORRUPT": Rule(
        "文件损坏",
        E,
        "文件《{file}》已损坏或不完整，无法读取，未计入（{detail}）。",
        "请在WPS或Excel中打开原文件，另存为.xlsx后重新报送；如打不开，请用原模板重新填写。",
    ),
    "F-CORRUPT/bug": Rule(
        "读取出错",
        E,
        "读取文件《{file}》时本工具出错（{detail}），未计入。",
        "请把该文件交给本工具的开发者；急用时请填报单位用原模板重新填写。",
    ),
    "F-BOMB": Rule(
        "文件异常",
        E,
        "文件《{file}》内容异常（{detail}），为安全起见没有打开，未计入。",
        "请把数据填入原模板后重新报送，不要在模板中粘贴整列、整页内容。",
    ),
    "F-TYPE": Rule(
        "文件类型不对",
        E,
        "文件《{file}》是{detail}，不能作为年报表读取，未计入。",
        "请用下发的模板填写，保存为.xlsx后重新报送。",
    ),
    "F-TYPE/resave": Rule(
        "文件类型不对",
        E,
        "文件《{file}》是{detail}，不能作为年报表读取，未计入。",
        "请在WPS或Excel中打开该文件，另存为“Excel工作簿（.xlsx）”后重新报送。",
    ),
    "F-TYPE/csv": Rule(
        "文件类型不对",
        E,
        "文件《{file}》是{detail}，只有一张表的文字，不能作为年报表读取，未计入。",
        "请把数据填入下发的模板，保存为.xlsx后重新报送。",
    ),
    "F-TYPE/archive": Rule(
        "文件类型不对",
        E,
        "文件《{file}》是{detail}，无法打开，里面的文件都没有读取。",
        "请解压后直接报送里面的文件，或改用一层的.zip压缩包。",
    ),
    "F-EMPTY": Rule(
        "不是年报表",
        E,
        "文件《{file}》中没有找到年报表的三张表，未计入。",
        "请把数据填入下发的模板后重新报送。",
    ),
    "F-MACRO": Rule(
        "含有宏",
        W,
        "文件《{file}》含有宏。宏没有运行，只读取了数字。",
        "请另存为不含宏的.xlsx；如不清楚宏的来源，请检查电脑是否中毒。",
    ),
    "F-EXTERNAL": Rule(
        "链接到其他文件",
        W,
        "文件《{file}》含有指向其他文件的链接。链接没有打开，只读取了数字。",
        "请核实数字是本表直接填写的；另存前请在“编辑链接”中断开链接。",
    ),
    # ---- whose, which year
    "S-YEAR": Rule(
        "年度不符",
        E,
        "此次收集{right}年度年报（统计{right}年{period}），文件《{file}》{carrier}标注为{left}年度，相差{gap}年，暂未计入。",
        "如误发上年文件，请改发{right}年度的；如数据确为{right}年度，请填入今年下发的模板后重新报送，不要在旧表上改年份。",
    ),
    "S-UNIT": Rule(
        "单位不符",
        E,
        "文件《{file}》{carrier}单位为“{left}”，模板标识为“{right}”，两处不一致，暂未计入任何一家。",
        "请确认数据属于哪个单位，并用本单位的模板重新报送。",
    ),
    "S-UNIT/two": Rule(
        "单位不符",
        E,
        "文件《{file}》里写了两个填报单位，“{left}”和“{right}”，暂未计入任何一家。",
        "请确认数据属于哪个单位，并用本单位的模板（或通用模板中选择本单位）重新报送。",
    ),
    "S-UNIT/name": Rule(
        "文件名与单位不符",
        W,
        "文件《{file}》的名称像是“{left}”的，表内填报单位是“{right}”，按“{right}”处理。",
        "请核实数据属于哪个单位；如发错了文件，请重新报送。",
    ),
    "S-UNIT/guessed": Rule(
        "没有写明填报单位",
        W,
        "文件《{file}》里没有写明填报单位，按{carrier}认定为“{left}”的。",
        "请核实；如不是这家单位的，请在封面填写单位全称后重新报送。",
    ),
    "S-YEAR/unstated": Rule(
        "没有写明年度",
        W,
        "文件《{file}》里没有写明报告年度，按{right}年度处理。",
        "请核实确为{right}年度的数据；以后请使用当年下发的模板填写。",
    ),
    "S-EDITION": Rule(
        "格式版本不符",
        E,
        "此次收集使用{right}年格式，文件《{file}》是{left}年格式，暂未计入。",
        "请把数据填入今年下发的模板后重新报送。",
    ),
    "S-FORGED": Rule(
        "模板标识被改动",
        E,
        "文件《{file}》的模板标识被改动过（{detail}），无法确认是哪个单位哪一年的表，暂未计入。",
        "请用下发的原模板重新填写，不要修改表下方的标识文字。",
    ),
    "S-MISSING": Rule(
        "没有模板标识",
        I,
        "文件《{file}》没有模板标识，不是本次下发的模板，已按行、列标题读取。",
        "请核实数字；以后请使用下发的模板填写。",
    ),
    # ---- roster and submissions
    "R-MISSING": Rule(
        "未报送",
        W,
        "“{unit}”（编码{number}）未报送{year}年度年报表。",
        "请催报；如免报，请在报送名单的“报送要求”写明“免报”。",
    ),
    "R-MISSING/attachment": Rule(
        "未报送",
        W,
        "“{unit}”（编码{number}）只收到{files}，未收到{year}年度年报表。",
        "请催报年报表（.xlsx）；盖章扫描件和报告正文不能代替。",
    ),
    "R-MISSING/overdue": Rule(
        "逾期未报",
        W,
        "“{unit}”（编码{number}）未报送{year}年度年报表，报送截止{due}，已逾期{days}天。",
        "请催报；如已报来，请把文件放入回收文件夹后重新汇总；如免报，请在报送名单的“报送要求”写明“免报”。",
    ),
    "R-MISSING/attachment-overdue": Rule(
        "逾期未报",
        W,
        "“{unit}”（编码{number}）只收到{files}，未收到{year}年度年报表，报送截止{due}，已逾期{days}天。",
        "请催报年报表（.xlsx）；盖章扫描件和报告正文不能代替。",
    ),
    "R-LATE": Rule(
        "迟报",
        W,
        "“{unit}”的年报表{received}收到，报送截止{due}，迟报{days}天。",
        "请核对收件登记中的收到日期（加了--as-of的汇总第一次见到文件时自动填写，可能晚于实际收到的日期）；如经同意延期，请在报送名单的“报送截止”写明新的日期。",
    ),
    "R-LATE/unknown": Rule(
        "不知是否迟报",
        I,
        "{count}家的年报表在收件登记中没有写明收到日期，不能判断是否迟报：{names}。",
        "请在收件登记的“收到日期”填写；今后汇总时加--as-of，新收到的文件会自动填上当天的日期。",
    ),
    "R-DATE": Rule(
        "收到日期有误",
        W,
        "收件登记中的收到日期不是日期，或早于{year}年12月：{rows}，没有据此判断是否迟报。",
        "请改成2026-01-28或2026年1月28日这样的日期。",
    ),
    "R-DATE/ahead": Rule(
        "收到日期偏后",
        W,
        "收件登记中的收到日期晚于{as_of}：{rows}，那一天这些文件还没有收到。",
        "请核对收到日期和--as-of；如确为之后收到，截至{as_of}的已报数应减去这些文件。",
    ),
    "R-DATE/due": Rule(
        "报送截止有误",
        W,
        "报送名单中{count}家的报送截止“{due}”不是日期，或早于{year}年12月，没有核对是否逾期：{names}。",
        "请在报送名单的“报送截止”改成2026-01-20或2026年1月20日这样的日期。",
    ),
    "R-UNKNOWN": Rule(
        "不知是哪家单位",
        E,
        "文件《{file}》没有写明填报单位，暂未计入。",
        "请在封面填写单位全称后重新报送；如知道是哪家单位的，请把单位全称写进文件名，或放进以单位命名的文件夹，再重新汇总。",
    ),
    "R-CONFLICT": Rule(
        "同一单位收到不同数据",
        E,
        "“{unit}”报来{count}份文件，有{cells}格不同，如“{label}”（{cell}）：{values}。{count}份均暂未计入。",
        "请该单位书面或电话确认以哪一份为准，用gaokai-xlsx decide登记采用（adopt），或把其余文件移出回收文件夹，再重新汇总。",
    ),
    "R-CONFLICT/latest": Rule(
        "同一单位收到不同数据",
        W,
        "“{unit}”报来{count}份文件，有{cells}格不同，如“{label}”（{cell}）：{values}。已按最后保存的《{chosen}》（{saved}）计入。",
        "请与该单位核实以哪一份为准；如不是这一份，请把它移出回收文件夹后重新汇总。",
    ),
    "R-DUPLICATE": Rule(
        "重复报送",
        I,
        "文件《{file}》与《{other}》的数字完全相同，只计一次。",
        "无需处理。",
    ),
}
