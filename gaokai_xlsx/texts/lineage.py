"""Texts of 来源, of the manifest, of ``verify`` and ``export``, and of what is said when files are written."""

LINEAGE: dict[str, str] = {
    # ---- 来源
    "src.number": "序号",
    "src.unit": "填报单位",
    "src.code": "编码",
    "src.path": "来源文件",
    "src.sha": "文件指纹（sha256）",
    "src.origin-of": "{table}的起始格",
    "src.place": "《{sheet}》{cell}",
    "src.no-place": "—",
    "src.what": "不在模板原来位置的数字（没有列出的都在原位置）",
    "src.home": "模板中的位置",
    "src.there": "来源文件中的位置",
    "src.count": "格数",
    "src.whole": "{table}全表",
    "src.part": "{table}{n}格",
    "src.down": "下移{n}行",
    "src.up": "上移{n}行",
    "src.right": "右移{n}列",
    "src.left": "左移{n}列",
    "src.elsewhere": "位置未变，工作表名称不同",
    "src.along": "按次序横排在一行",
    "src.down-a-column": "按次序竖排在一列",
    "src.absent": "来源文件中没有",
    # ---- writing
    "write.held": "《{name}》正被别的程序打开，不能替换；本次结果写到了{path}。请关闭原来的文件后重新汇总。",
    "history.folder": "历史",
    "history.name": "{stem}_{number}_{digest}.xlsx",
    "history.kept": "上一次的汇总表已存入{path}；要看变了什么，请用 gaokai-xlsx diff 比较两份汇总表。",
    "os.EFBIG": "文件太大，系统不让写",
    "os.EDQUOT": "磁盘配额已满",
}
