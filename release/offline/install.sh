#!/bin/sh
# 离线安装：sh install.sh。不用联网，不用管理员权限。
set -eu
here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
home=${GAOKAI_HOME:-"$HOME/.local/share/gaokai-xlsx"}
bin=${GAOKAI_BIN:-"$HOME/.local/bin"}

python=
for name in python3.13 python3.12 python3.11 python3 python; do
    if "$name" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' >/dev/null 2>&1; then
        python=$name
        break
    fi
done
if [ -z "$python" ]; then
    echo "没有找到Python 3.11、3.12或3.13，没有安装。请先安装Python，再运行本脚本。" >&2
    exit 1
fi
if command -v sha256sum >/dev/null 2>&1 && ! (cd "$here" && sha256sum --quiet -c sha256.txt); then
    echo "安装文件不完整（见上面列出的文件），没有安装。请重新复制整个文件夹，再运行本脚本。" >&2
    exit 1
fi
if ! "$python" -m venv --clear "$home"; then
    echo "无法建立安装目录$home。请安装python3-venv，或设置GAOKAI_HOME换一个目录，再运行本脚本。" >&2
    exit 1
fi
if ! "$home/bin/python" -m pip install --quiet --disable-pip-version-check --no-index --find-links "$here/wheels" \
    --require-hashes -r "$here/requirements.txt"; then
    echo "安装没有成功。本文件夹适用于x86_64和aarch64（arm64）的Linux；其他机器请见安装说明.txt。" >&2
    exit 1
fi
mkdir -p "$bin"
ln -sf "$home/bin/gaokai-xlsx" "$bin/gaokai-xlsx"
echo "已安装：$("$home/bin/gaokai-xlsx" --version)"
echo "请运行 $bin/gaokai-xlsx demo 试一遍。"
