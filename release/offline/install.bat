@echo off
chcp 65001 >nul
setlocal
title gaokai-xlsx 离线安装
set "TARGET=%LOCALAPPDATA%\gaokai-xlsx"
set "PYTHON="
py -3.11 -c "" >nul 2>&1
if not errorlevel 1 set "PYTHON=py -3.11"
py -3.12 -c "" >nul 2>&1
if not errorlevel 1 set "PYTHON=py -3.12"
py -3.13 -c "" >nul 2>&1
if not errorlevel 1 set "PYTHON=py -3.13"
if not defined PYTHON (
    python -c "import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))" >nul 2>&1
    if not errorlevel 1 set "PYTHON=python"
)
if not defined PYTHON (
    echo 没有找到Python 3.11、3.12或3.13，没有安装。
    echo 请先安装64位的Python，安装时勾选“Add python.exe to PATH”，再双击本文件。
    pause
    exit /b 1
)
%PYTHON% -m venv --clear "%TARGET%"
if errorlevel 1 (
    echo 无法建立安装目录 %TARGET%。请关闭正在运行的gaokai-xlsx，再双击本文件。
    pause
    exit /b 1
)
"%TARGET%\Scripts\python.exe" -m pip install --quiet --disable-pip-version-check --no-index --find-links "%~dp0wheels" --require-hashes -r "%~dp0requirements.txt"
if errorlevel 1 (
    echo 安装没有成功。请核对：文件夹是完整解压出来的；Python是64位的。然后再双击本文件。
    pause
    exit /b 1
)
"%TARGET%\Scripts\gaokai-xlsx.exe" --version
echo 已安装。把“年报汇总.bat”复制到桌面，再把收回年报表的文件夹拖到它上面，就会检查并汇总。
pause
