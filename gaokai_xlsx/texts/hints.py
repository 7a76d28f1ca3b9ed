"""The questions about one cell: what a slip of the hand looks like. They ask; they never correct."""

HINTS: dict[str, str] = {
    "hint.told": "{cell1}为{was1}，是否应为{new1}？（这样与上年数一致，本年也相平）",
    "hint.transposed": "{cell1}填的是{was1}，是否应为{new1}？（像是相邻两位数字写颠倒了）",
    "hint.zero-missing": "{cell1}填的是{was1}，是否应为{new1}？（像是少写了一个0）",
    "hint.zero-extra": "{cell1}填的是{was1}，是否应为{new1}？（像是多写了一个0）",
    "hint.split": "{cell1}填的是{was1}、{cell2}填的是{was2}，是否应在{cell1}填{new1}、{cell2}填{new2}？（像是一个数拆到了两格）",
    "hint.moved": "{cell1}填的{was1}是否应填在旁边的{cell2}？（像是填偏了一格）",
    "hint.exchanged": "{cell1}填的是{was1}、{cell2}填的是{was2}，两格是否填反了？",
    "hint.total": "{cell1}填的是{was1}，是否应为{new1}？（像是把合计数填进了这一格）",
    "hint.forgotten": "{cell1}为0，是否应为{new1}？（像是漏填了）",
    "hint.extra": "{cell1}填的是{was1}，正好等于差额，是否应为0？（像是多填了）",
    "hint.other": "{cell1}为{was1}，是否应为{new1}？（只改这一格，有关各处就都相符）",
    "case.attached": "连带：{places}，改好后一般随之消除。",
    "case.place": "{cells}（{title}）",
    "case.remedy": "{question}如是，请改正；如不是，{remedy}",
    "case.remedy-following": "{question}如是，请改正，合计数随之改；如不是，{remedy}",
}
