#!/bin/sh
# Takes the agent off this computer. The device stays on the server, with its history. Run it as root.
#   ./uninstall.sh [--password-file FILE] [--home FOLDER] [--data FOLDER]
# The first line of FILE is the password, where the agent configuration asks for one; - is standard input. 12: it is
# asked for, and not the right one was given; nothing is removed then.
set -eu

system=$(uname -s)
home=/opt/muster-agent
case "$system" in
  Darwin) data='/Library/Application Support/Muster Agent' ;;
  *) data=/var/lib/muster-agent ;;
esac
usage="usage: $0 [--password-file FILE] [--home FOLDER] [--data FOLDER]"
password=''
while [ $# -gt 0 ]; do
  [ $# -ge 2 ] || { echo "$usage" >&2; exit 2; }
  case "$1" in
    --home) home=$2 ;;
    --data) data=$2 ;;
    --password-file) password=$2 ;;
    *) echo "$usage" >&2; exit 2 ;;
  esac
  shift 2
done
# What is removed is an agent, whatever was typed.
[ -e "$home/good/app.mjs" ] || { echo "uninstall.sh: $home holds no agent" >&2; exit 1; }

# First, while everything is still there: it may be refused. 3: it was known to no server.
ended=0
"$home/good/muster-agent" unenrol --without-server --data "$data" ${password:+--password-file "$password"} || ended=$?
case "$ended" in
  0 | 3) ;;
  *) exit "$ended" ;;
esac

case "$system" in
  Linux)
    if [ -e /etc/systemd/system/muster-agent.service ]; then
      systemctl disable --now muster-agent.service || true
      rm -rf /etc/systemd/system/muster-agent.service /etc/systemd/system/muster-agent.service.d
      systemctl daemon-reload
    fi
    ;;
  Darwin)
    plist=/Library/LaunchDaemons/org.muster.agent.plist
    launchctl bootout system "$plist" 2>/dev/null || true
    rm -f "$plist"
    ;;
esac
rm -rf "$home" "$data"
# Last, for it ends this script: the job that an order of the server runs it by.
[ "$system" != Darwin ] || launchctl remove org.muster.agent.removal 2>/dev/null || true
