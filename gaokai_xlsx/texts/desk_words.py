"""What the desk says in other words than the command line: there is a button where the command has an option."""

DESK_WORDS: dict[str, str] = {
    # ---- what stops an action, by the key of the command's sentence, with the same slots
    "page.stop.exists": "{path}已经存在，内容不同，没有改动它。请勾选“覆盖已有的文件”后再做一次；要留着旧的，请先把它改名。",
    "page.stop.decide-nobody": "“{who}”不是人的姓名。请填写自己的姓名；由别人审核、核对的，填写那个人的姓名{contact}。没有登记。",
    "page.stop.decide-silent": "“{about}”没有写说明（或只写了“情况属实”之类）。如单位另有书面或电话说明，请在“依据”中写明具体原因。没有登记。",
    "page.stop.decide-hollow": "“{reason}”没有写明具体原因，不算说明。请在“依据”中写明具体原因。没有登记。",
    "page.stop.decide-failed": "《{file}》还有须改正的问题（{titles}），不能{what}。请退回该单位改正；确需先计入的，请改选“未通过也纳入”。没有登记。",
    "page.stop.decide-final": "“{unit}”已定稿（第{n}条《{file}》）。如需改用别的文件，请先在“处理记录”中撤回定稿，再登记。",
    "page.stop.decide-not-counted": "《{file}》现在是“{outcome}”，没有计入，不能定稿。请先登记“采用这份文件”，或改正后再定稿。没有登记。",
    "page.stop.decide-passed": "《{file}》没有须改正的问题，不需要这样纳入。有几份不同文件的，请登记“采用这份文件”。没有登记。",
    "page.stop.decide-counted": "“{unit}”已有《{file}》计入，不能再纳入未通过的文件。如要改用，请先登记“撤回这份文件”。没有登记。",
    "page.stop.decide-no-points": "“{unit}”没有可以认可的问题。请刷新页面，看最新的问题。没有登记。",
    "page.stop.decide-withdrawn": "《{file}》已经撤回。如要恢复，请在“处理记录”中撤回那一条，或登记“采用这份文件”。没有登记。",
    # ---- what to do about a finding, by its code
    "page.R-CONFLICT": "请该单位书面或电话确认以哪一份为准，再在那一份文件下面点“处理这份文件”，登记“采用这份文件”。",
    "page.D-APPLIED": "无需处理；如登记有误，请在“处理记录”中撤回。",
    "page.D-FINAL": "如需更正，请先联系下发本表的办公室；同意更正的，请在“处理记录”中撤回定稿；不更正的，请登记“撤回这份文件”。",
    "page.D-PAPER": "请在封面补填后重新上传；或由经办人在这份文件下面登记“登记为代录”。",
    "page.R-LATE": "请核对收件登记中的收到日期（填了“截至日期”后第一次见到文件时自动填写，可能晚于实际收到的日期）；如经同意延期，请在报送名单的“报送截止”写明新的日期。",
    # ---- what to do next, on the board
    "page.step.returned": "退回修改{n}家：点单位名称，下载退回稿，复制那一句话，发给填报单位；改好的文件拖到下面的框里。",
    "page.step.conflict": "数据冲突{n}家：请该单位书面或电话确认以哪一份为准，再点单位名称，登记采用哪一份。",
    "page.step.awaiting": "待认可{n}家：单位已写明原因，不要再催。点单位名称看说明，同意的登记认可；不同意的登记“撤回这份文件”，告诉单位改正后重新报送。",
    "page.step.office": "待办公室处理{n}家：不是单位的事，不要催。点单位名称看是什么（如代录没有写明依据、报告转入尚未核对、同一单位从两处报来），按那里的办法处理。",
    "page.step.unreadable": "无法读取的文件{n}个：点单位名称（或“不能确定单位的文件”）看原因和办法，让填报单位重新报送。",
    "page.step.unrecognised": "无法识别的文件{n}个：问清是哪家单位的，到那家单位的页面上再上传一次；不是年报表的不用管。",
    "page.step.off-roster": "名单外的文件{n}个：名单有遗漏的，请在“报送名单”中增加，或补写“简称及曾用名”；否则请对方报送到其上级单位。",
    "page.step.missing": "未报{n}家：请催报；催报的话在“汇总结果”中一起下载，或点单位名称逐家复制。",
    "page.step.warnings": "请核实{n}处：不影响计入，请点单位名称逐条与填报单位核实；确有原因的可以认可。",
    "page.step.done": "应报单位全部审核通过，没有须改正和请核实的问题。请到“汇总结果”下载汇总表、生成年度报告。",
    "page.only": "只看这些单位",
    "page.only-about": "只看这些单位：{state}",
    "page.charts": "图表",
    # ---- one unit
    "page.put": "上传这家单位的文件",
    "page.put-how": "从这里上传的文件放进以单位名称命名的文件夹，文件里没有写清单位的，据此认作这家单位的。",
    "page.writing": "已核对完，正在生成汇总表和退回稿……",
    # ---- first run, results
    "page.required": "（必填）",
    "page.optional": "（可不填）",
    "page.phone-tip": "例如0952-1234567",
    "page.typed-list": "逐行填写的单位.csv",
    "page.sections": "各项的文字（可不选）",
    "page.sections-how": "写好总体情况、存在的主要问题等文字的.docx、.md或.txt文件，各项用“一、”至“六、”的标题分开；没有文字的地方会标出待填写的内容。",
    "page.scope": "口径（可不填）",
    "page.scope-tip": "例如全市、市本级",
}
