"""How far a long run is, and how it may be made faster."""

SPEED: dict[str, str] = {
    "progress.read": "已读取{done}/{total}份，每秒{rate}份",
    "progress.template": "已生成{done}/{total}个模板，每秒{rate}个",
    "progress.left": "，约还需{time}",
    "progress.seconds": "{n}秒",
    "progress.minutes": "{n}分钟",
    "stop.cluster-missing": '没有安装使用集群所需的组件。请运行 pip install "gaokai-xlsx[cluster]" 安装后重试，或去掉--cluster由本机读取。',
    "stop.cluster": "连不上集群的调度器“{address}”。请核对地址（例如tcp://10.0.0.8:8786）、确认调度器在运行，或去掉--cluster由本机读取。",
    "stop.cluster-empty": "集群“{address}”没有可用的工作节点。请启动工作节点后重试，或去掉--cluster由本机读取。",
    "stop.cluster-other": "集群的工作节点（{workers}）没有安装本工具，或版本、格式文件与本机不同。请在各节点安装与本机相同的版本后重试，或去掉--cluster由本机读取。",
    "stop.jobs": "--jobs至少为1。请改为1或更大的数，或去掉--jobs由本工具决定。",
}
