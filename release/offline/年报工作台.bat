@echo off
chcp 65001 >nul
setlocal
title 年报工作台
set "PROGRAM=%LOCALAPPDATA%\gaokai-xlsx\Scripts\gaokai-xlsx.exe"
if not exist "%PROGRAM%" (
    echo 还没有安装。请先双击离线安装文件夹里的install.bat。
    pause
    exit /b 1
)
rem 拖来的文件夹，或本文件所在的文件夹。
set "FOLDER=%~1"
if not defined FOLDER set "FOLDER=%~dp0."
echo 工作台在浏览器里打开。用完请关闭浏览器，再在本窗口按Ctrl+C。
"%PROGRAM%" serve "%FOLDER%"
echo.
pause
exit /b
