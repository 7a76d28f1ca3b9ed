"""Texts of what comes with an installed program: completion."""

RELEASE: dict[str, str] = {
    "help.completion": "显示bash、zsh、fish或powershell的补全脚本。",
    "meta.shell": "终端",
}
