@echo off
chcp 65001 >nul
setlocal
title 年报汇总
set "PROGRAM=%LOCALAPPDATA%\gaokai-xlsx\Scripts\gaokai-xlsx.exe"
if not exist "%PROGRAM%" (
    echo 还没有安装。请先双击离线安装文件夹里的install.bat。
    pause
    exit /b 1
)
if "%~1"=="" (
    echo 请把收回年报表的文件夹，或者一个年报表，拖到本文件的图标上。
    echo 拖文件夹：检查并汇总。拖一个年报表：只检查。
    pause
    exit /b 1
)
set "KIND=%~a1"
if not "%KIND:~0,1%"=="d" (
    "%PROGRAM%" check "%~1"
    echo.
    pause
    exit /b
)
rem 年报工作文件夹：名单、上年、结果放在哪里都写在gaokai.toml里。
if exist "%~1\gaokai.toml" (
    cd /d "%~1"
    "%PROGRAM%" collect --report "汇总\审核情况.html"
    echo.
    pause
    exit /b
)
rem 其他文件夹：旁边有名单就对照名单，结果放在旁边。
cd /d "%~dp1"
set "ROSTER="
for %%N in (名单.xlsx 名单.csv) do if not defined ROSTER if exist "%%N" set "ROSTER=--roster %%N"
if not defined ROSTER echo 旁边没有名单.xlsx或名单.csv，因此看不出谁还没有报。
"%PROGRAM%" collect "%~nx1" %ROSTER% --report "审核情况.html"
echo.
echo 结果在这个文件夹里：%CD%
pause
exit /b
