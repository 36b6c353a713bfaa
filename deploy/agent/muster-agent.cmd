@echo off
rem The agent of the version that this file lies in.
"%~dp0runtime\node.exe" "%~dp0app.mjs" %*
