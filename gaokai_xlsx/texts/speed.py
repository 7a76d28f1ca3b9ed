"""How far a long run is, and how it may be made faster."""

SPEED: dict[str, str] = {
    "progress.read": "已读取{done}/{total}份，每秒{rate}份",
    "progress.template": "已生成{done}/{total}个模板，每秒{rate}个",
    "progress.left": "，约还需{time}",
    "progress.seconds": "{n}秒",
    "progress.minutes": "{n}分钟",
    "help.jobs": "同时用几个进程读取文件（默认与处理器核数相同；结果不因此而变）",
    "meta.number": "数",
    "stop.jobs": "“--jobs”至少为1，请改为1或更大的数，或者不写，由程序决定。",
}
