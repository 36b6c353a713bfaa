@echo off
rem What the task "Muster Agent" runs: the launcher of the version that works.
set /p VERSION=<"%~dp0good.txt"
"%~dp0versions\%VERSION%\runtime\node.exe" "%~dp0versions\%VERSION%\launcher.mjs" run --data "@DATA@"
