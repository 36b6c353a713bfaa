#!/bin/sh
# Installs the agent of this package on Linux or macOS, makes the computer known to a Muster server and keeps the
# agent running.
#   ./install.sh --server https://muster.example.org --token mse_…
# The token may be in the environment instead (MUSTER_AGENT_TOKEN), where no other user sees it. With --later the
# agent enrols once it runs, where the server does not answer now; --ca FILE is the server's certificate authority, where
# the system does not know it (Linux). Exit codes of the enrolment are those of the agent; 20: the service does not start.
# Without server and token it is installed only; `muster-agent enrol` makes it known later. An agent that is there
# already stays what it is, unless --overwrite is given. Run it as root.
set -eu
umask 022

system=$(uname -s)
home=/opt/muster-agent
case "$system" in
  Darwin) data='/Library/Application Support/Muster Agent' ;;
  *) data=/var/lib/muster-agent ;;
esac
server='' token=${MUSTER_AGENT_TOKEN:-} overwrite='' service=yes later='' ca=''

usage() {
  echo "usage: $0 [--server ADDRESS --token TOKEN] [--later] [--ca FILE] [--home FOLDER] [--data FOLDER] [--overwrite] [--no-service]" >&2
  exit 2
}
fail() {
  echo "install.sh: $1" >&2
  exit 1
}

while [ $# -gt 0 ]; do
  case "$1" in
    --server | --token | --home | --data | --ca)
      [ $# -ge 2 ] || usage
      case "$1" in
        --server) server=$2 ;;
        --token) token=$2 ;;
        --home) home=$2 ;;
        --data) data=$2 ;;
        --ca) ca=$2 ;;
      esac
      shift 2
      ;;
    --later) later=--later; shift ;;
    --overwrite) overwrite=yes; shift ;;
    --no-service) service=''; shift ;;
    *) usage ;;
  esac
done
[ -z "$server" ] || [ -n "$token" ] || usage
# They are written into the files of the service manager.
for folder in "$home" "$data"; do
  case "$folder" in
    *[!A-Za-z0-9/._\ -]*) fail "$folder: letters, digits, spaces and . _ - only" ;;
    /*) ;;
    *) fail "$folder: the whole path is wanted" ;;
  esac
done
[ -z "$service" ] || [ "$(id -u)" -eq 0 ] || fail 'run it as root'

here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd -P)
version=$(cat "$here/VERSION")
target="$home/versions/$version"

if [ -n "$overwrite" ] || [ ! -d "$target" ]; then
  mkdir -p "$home/versions"
  rm -rf "$target.unfinished"
  cp -R "$here" "$target.unfinished"
  rm -rf "$target"
  mv "$target.unfinished" "$target"
fi
"$target/muster-agent" --version >/dev/null || fail "the agent does not start on this computer"
if [ -n "$overwrite" ] || [ ! -e "$home/current" ]; then
  ln -sfn "versions/$version" "$home/good"
  ln -sfn "versions/$version" "$home/current"
fi

if [ -n "$server" ]; then
  ended=0
  MUSTER_AGENT_TOKEN=$token NODE_EXTRA_CA_CERTS=$ca "$target/muster-agent" enrol --server "$server" --data "$data" $later ||
    ended=$?
  # 4: the computer is known to a server already, and stays so.
  case "$ended" in
    0 | 4) ;;
    *) exit "$ended" ;;
  esac
fi

[ -n "$service" ] || exit 0
filled() {
  sed -e "s|@HOME@|$home|g" -e "s|@DATA@|$data|g" "$here/$1"
}
case "$system" in
  Linux)
    filled muster-agent.service >/etc/systemd/system/muster-agent.service
    if [ -n "$ca" ]; then
      mkdir -p /etc/systemd/system/muster-agent.service.d
      cp "$ca" "$home/ca.pem"
      printf '[Service]\nEnvironment="NODE_EXTRA_CA_CERTS=%s/ca.pem"\n' "$home" \
        >/etc/systemd/system/muster-agent.service.d/ca.conf
    fi
    { systemctl daemon-reload && systemctl enable muster-agent.service && systemctl restart muster-agent.service; } ||
      exit 20
    ;;
  Darwin)
    plist=/Library/LaunchDaemons/org.muster.agent.plist
    launchctl bootout system "$plist" 2>/dev/null || true
    filled org.muster.agent.plist >"$plist"
    launchctl bootstrap system "$plist" || exit 20
    ;;
  *) fail "there is no service for $system; run $home/good/muster-agent by other means" ;;
esac
