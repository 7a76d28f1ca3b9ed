"""Sentences of ``import`` and of reports that are checked."""

IMPORTS: dict[str, str] = {
    # ---- where something stands in a report
    "report.paragraph": "第{n}段",
    "report.line": "第{n}行",
    "report.table": "第{n}个表格",
    "report.page-table": "第{page}页表格{n}",
    "report.page-line": "第{page}页第{n}行",
    # ---- why a report was not read
    "report.large": "内容超过{limit}个，不像一份报告",
    "report.pages": "有{n}页，超过{limit}页",
    "report.encoding": "不是能识别的文字编码",
    "report.no-pdf": "PDF文件（读取PDF要另装组件：pip install 'gaokai-xlsx[pdf]'）",
    "report.pdf": "PDF文件损坏",
    "report.scan": "只有图像、没有文字的PDF（扫描件）",
}
