"""Texts of a summary that is divided (分册): one a 汇总归属, and one above them."""

DIVIDED: dict[str, str] = {
    "divided.rest": "其他单位",
    "divided.whole": "本次汇总",
    "divided.file": "{stem}_{part}.xlsx",
    "divided.part-of": "所属总表",
    "divided.parts": "分册",
    "divided.parts-value": "{n}册，在同一文件夹：{names}；各单位的数在分册的《明细》",
    "divided.volumes": "{n}册",
    "divided.counted": "{n}册，含{homes}家单位",
    "divided.in-part": "{unit}（{part}）",
    "divided.coverage": "汇总{counted}/应有{expected}册，含{homes}家单位",
    "divided.leader": "本表是分册的总表：应有{expected}册，已汇总{counted}册，含{homes}家单位；各册报送进度见分册封面。",
    "divided.progress": "一、分册情况（册）",
    "divided.told": "已汇总{n}家，超过一张汇总表的{limit}家，按“汇总归属”分为{parts}册（{names}），与总表放在一起；总表每册一行，数与逐家相加一致。",
    "stop.divided-roster": "已汇总{n}家，超过一张汇总表的{limit}家，要按“汇总归属”分册，但没有报送名单。请用--roster指明写有“汇总归属”一列的报送名单，再重新汇总。",
    "stop.divided-large": "“汇总归属”为“{part}”的已汇总{n}家，超过一张汇总表的{limit}家。请在报送名单的“汇总归属”把它分成几组（例如按片区或系统写成“{part}一组”“{part}二组”），再重新汇总。",
    "stop.divided-sum": "分册相加与逐家相加不同（{label}），多半是有单位经两册重复报送（见C-ONCE）。没有写出汇总表。请先按gaokai-xlsx check的提示处理重复计入的文件，再重新汇总。",
    "stop.previous-parts": "上年的汇总表“{unit}”是分册的总表，还缺这些分册：{names}。请把总表和全部分册放在一个文件夹，用--previous指明该文件夹。",
}
