# Everything above is of this installation set; from here on all installers are alike.
# Exit codes: docs/installation-sets.md.
set -u
umask 077

home=${folder:-/opt/muster-agent}
case "$(uname -s)" in
  Darwin) data='/Library/Application Support/Muster Agent' ;;
  *) data=/var/lib/muster-agent ;;
esac
ca=''
silent=no
act=install
fresh=yes
replace=''
password=''
work=''

usage() {
  cat <<END
Installs the Muster agent $version from the installation set $set_name.
  --silent       say nothing but what went wrong
  --ca FILE      certificate authority of the server, where the system does not know it (Linux)
  --verify       only see whether this file is whole
  --uninstall [--password-file FILE]
                 take the agent off this computer; the password where one is asked for, - is standard input
END
}

say() { [ "$silent" = yes ] || printf '%s\n' "$*"; }

# What is in a name or an answer is not to be trusted in JSON, nor in a log.
plain() { printf '%s' "$1" | LC_ALL=C tr -c 'A-Za-z0-9 .,:;_/()=+-' '_' | cut -c "1-$2"; }

# The token goes through standard input: others on this computer see command lines.
report() {
  command -v curl >/dev/null 2>&1 || return 0
  body="{\"computer\":\"$(plain "$(uname -n)" 255)\",\"code\":\"$1\",\"detail\":\"$(plain "$2" 500)\",\"version\":\"$version\"}"
  printf 'user = "enrol:%s"\n' "$token" |
    curl -fsS -m 20 ${ca:+--cacert "$ca"} -K - -H 'content-type: application/json' --data-binary "$body" \
      "$server/install/failures" >/dev/null 2>&1
  return 0
}

# fail EXIT-CODE CODE TEXT
fail() {
  printf 'muster-agent installer: %s (%s)\n' "$3" "$2" >&2
  [ "$act" = install ] && report "$2" "$3"
  exit "$1"
}

clean() { [ -z "$work" ] || rm -rf "$work"; }
trap clean EXIT
trap 'exit 130' INT TERM

# part OFFSET SIZE: that part, on standard output.
part() { tail -c "+$((header + $1 + 1))" "$0" | head -c "$2"; }

sum() {
  if command -v sha256sum >/dev/null 2>&1; then
    sha256sum
  elif command -v shasum >/dev/null 2>&1; then
    shasum -a 256
  else
    openssl dgst -sha256 -r
  fi | cut -d ' ' -f 1
}

# whole OFFSET SIZE SHA256 NAME: refuses a part that is not what it was when the installer was made.
whole() {
  [ "$(part "$1" "$2" | sum)" = "$3" ] || fail 13 DAMAGED "this file is damaged: $4 is not whole"
}

verify() {
  # The places are three words each.
  # shellcheck disable=SC2086
  {
    whole $package_part 'the agent'
    whole $about_part 'what it says of its set'
    whole $connections_part 'the list of servers'
  }
  file() { whole "$1" "$2" "$3" "the file $4"; }
  each_file
}

require_tools() {
  for tool in tar gzip tail head cut tr df mktemp; do
    command -v "$tool" >/dev/null 2>&1 || fail 12 TOOL_MISSING "$tool is missing on this computer"
  done
  command -v sha256sum >/dev/null 2>&1 || command -v shasum >/dev/null 2>&1 ||
    command -v openssl >/dev/null 2>&1 || fail 12 TOOL_MISSING 'sha256sum is missing on this computer'
}

require_platform() {
  case "$(uname -s)-$(uname -m)" in
    Linux-x86_64) here=linux-x64 ;;
    Linux-aarch64 | Linux-arm64) here=linux-arm64 ;;
    Darwin-x86_64) here=darwin-x64 ;;
    Darwin-arm64) here=darwin-arm64 ;;
    *) here="$(uname -s)-$(uname -m)" ;;
  esac
  [ "$here" = "$platform" ] ||
    fail 11 PLATFORM_WRONG "this installer is for $platform, the computer is $here"
}

# Four times the package: itself, what it unpacks to, and room to breathe.
require_room() {
  size=${package_part#* }
  need=$((${size%% *} / 256))
  near=$home
  while [ ! -d "$near" ]; do near=$(dirname "$near"); done
  left=$(df -Pk "$near" | tail -n 1 | tr -s ' ' | cut -d ' ' -f 4)
  case "$left" in
    '' | *[!0-9]*) ;;
    *) [ "$left" -ge "$need" ] || fail 14 NO_ROOM "$need KiB are needed in $near, $left are free" ;;
  esac
}

put() { part "$1" "$2" >"$4" || fail 19 FILES_FAILED "$4 could not be written"; }

# Where the first installation of this file came to nothing, nothing stays of it.
undo() {
  [ "$fresh" = no ] || "$home/good/uninstall.sh" --home "$home" --data "$data" >/dev/null 2>&1
  return 0
}

place_agent() {
  mkdir -p "$data" || fail 15 FOLDER_UNUSABLE "$data cannot be written"
  work=$(mktemp -d "${TMPDIR:-/tmp}/muster-agent.XXXXXX") || fail 15 FOLDER_UNUSABLE 'there is no folder to unpack in'
  # shellcheck disable=SC2086
  set -- $package_part
  part "$1" "$2" | tar -xzf - -C "$work" || fail 14 NO_ROOM "the agent could not be unpacked in $work"
  # shellcheck disable=SC2086
  put $about_part "$data/installation.json"
  # shellcheck disable=SC2086
  [ "$has_connections" = no ] || put $connections_part "$data/connections.txt"
  # An installer that was handed out on a disk may run where the server cannot be reached: the agent enrols later.
  # shellcheck disable=SC2086
  MUSTER_AGENT_TOKEN=$token sh "$work/muster-agent/install.sh" --server "$server" --home "$home" --data "$data" --later \
    ${replace} ${ca:+--ca "$ca"} >"$work/said" 2>&1
  ended=$?
  [ "$ended" -eq 0 ] && return 0
  why=$(tail -n 1 "$work/said")
  undo
  case "$ended" in
    5) fail 16 ENROLMENT_REFUSED "$why" ;;
    6) fail 17 SERVER_UNREACHABLE "$why" ;;
    8) fail 15 FOLDER_UNUSABLE "$why" ;;
    20) fail 18 SERVICE_FAILED "$why" ;;
    *) fail 21 FAILED "$why" ;;
  esac
}

place_files() {
  into=${files_folder:-$home/files}
  mkdir -p "$into" || fail 19 FILES_FAILED "$into cannot be written"
  file() {
    put "$1" "$2" "$3" "$into/$4"
    chmod 0755 "$into/$4"
  }
  each_file
}

run_programs() {
  program() {
    name=$1
    shift
    case "$name" in
      /*) path=$name ;;
      *) path=${files_folder:-$home/files}/$name ;;
    esac
    say "running $name"
    "$path" "$@" </dev/null >>"$data/install.log" 2>&1 ||
      fail 20 PROGRAM_FAILED "the agent is installed, but $name ended with $?"
  }
  each_program
}

read_options() {
  while [ $# -gt 0 ]; do
    case "$1" in
      --silent) silent=yes ;;
      --ca) ca="${2:-}"; [ -r "$ca" ] || fail 2 USAGE "--ca $ca cannot be read"; shift ;;
      --verify) act=verify ;;
      --uninstall) act=uninstall ;;
      --password-file) password="${2:-}"; shift ;;
      --help) usage; exit 0 ;;
      *) usage >&2; exit 2 ;;
    esac
    shift
  done
}

# Rights are asked for once nothing but them is wanting, and for this run alone: the system asks, this file knows no
# password. A logon script asks nobody.
require_rights() {
  [ "$(id -u)" -ne 0 ] || return 0
  [ "$silent" = no ] || fail 10 NOT_PERMITTED 'run it as root'
  say 'from here on this takes the rights of an administrator; the system asks for them'
  if command -v sudo >/dev/null 2>&1; then
    sudo -- sh "$0" "$@"
    ended=$?
    # The installer itself never ends with 1.
    [ "$ended" -eq 1 ] || exit "$ended"
  fi
  # On a desktop somebody else may say who they are. It begins in another folder.
  if [ -n "${DISPLAY:-}${WAYLAND_DISPLAY:-}" ] && command -v pkexec >/dev/null 2>&1; then
    # shellcheck disable=SC2016
    pkexec sh -c 'cd "$0" && exec sh "$@"' "$PWD" "$0" "$@"
    ended=$?
    case "$ended" in
      126 | 127) ;;
      *) exit "$ended" ;;
    esac
  fi
  fail 10 NOT_PERMITTED 'nobody gave it the rights of an administrator; run it as root'
}

read_options "$@"
require_tools
if [ "$act" = verify ]; then
  verify
  say 'this file is whole'
  exit 0
fi
if [ "$act" = uninstall ]; then
  require_rights "$@"
  [ -x "$home/good/uninstall.sh" ] || { say 'there is no agent on this computer'; exit 0; }
  "$home/good/uninstall.sh" --home "$home" --data "$data" ${password:+--password-file "$password"}
  exit $?
fi
if [ -e "$home/good" ]; then
  fresh=no
  replace=--overwrite
  if [ "$overwrite" = no ]; then
    say 'the agent is installed already; it is left alone'
    exit 0
  fi
fi
require_platform
verify
require_room
require_rights "$@"
place_agent
place_files
run_programs
say "the agent $version is installed"
exit 0
