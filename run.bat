@echo off
rem Beseda runs on Linux and macOS; on Windows it runs in WSL (install it once with: wsl --install).
cd /d "%~dp0"
wsl sh run.sh %*
