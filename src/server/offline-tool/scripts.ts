import type { PackagePlatform } from '../../../domain/agents/index.ts';

/** A text that lies in the tool. */
export interface ToolText {
  readonly path: string;
  readonly text: string;
  readonly executable: boolean;
}

/** What starts the collection on computers of this platform: the program is unpacked beside the medium, run and removed. */
export function startScript(platform: PackagePlatform, packageFile: string): ToolText {
  return platform.startsWith('win-')
    ? { path: 'collect.cmd', text: windowsScript(packageFile).replaceAll('\n', '\r\n'), executable: false }
    : { path: 'collect.sh', text: unixScript(packageFile), executable: true };
}

// A medium may be mounted so that nothing on it can be run; the folder for temporary files is not.
const unixScript = (packageFile: string) => `#!/bin/sh
# Collects the inventory of this computer into Data beside this script:
#   sh collect.sh [--no-form] [--no-search] [--silent]
set -u
here=$(CDPATH= cd -- "$(dirname -- "$0")" && pwd) || exit 28
work=$(mktemp -d) || exit 22
trap 'rm -rf "$work"' EXIT
trap 'exit 20' INT TERM
tar -xzf "$here/program/${packageFile}" -C "$work" || {
  echo 'collect.sh: the tool is damaged; create it again on the server' >&2
  exit 29
}
"$work/muster-agent/runtime/node" "$work/muster-agent/app.mjs" collect --output "$here" "$@"
`;

// tar is part of Windows since Windows 10 1803 and unpacks ZIP files, too.
const windowsScript = (packageFile: string) => `@echo off
rem Collects the inventory of this computer into Data beside this script:
rem   collect.cmd [/u] [/s] [/silent]
setlocal
set "HERE=%~dp0"
set "WORK=%TEMP%\\muster-offline-%RANDOM%%RANDOM%"
mkdir "%WORK%" || exit /b 10032
tar -xf "%HERE%program\\${packageFile}" -C "%WORK%"
if errorlevel 1 (
  rmdir /s /q "%WORK%"
  echo collect.cmd: the tool is damaged; create it again on the server 1>&2
  exit /b 10105
)
"%WORK%\\muster-agent\\runtime\\node.exe" "%WORK%\\muster-agent\\app.mjs" collect --output "%HERE%." %*
set "CODE=%ERRORLEVEL%"
rmdir /s /q "%WORK%"
exit /b %CODE%
`;

export const readMe = (script: string): ToolText => ({
  path: 'README.txt',
  executable: false,
  text: `Information collection tool

1. Unpack this folder on a medium, or on the computer itself.
2. On each computer without a line to the server run ${script}. Results go into Data.
3. Bring the medium to a computer that is managed online and run
     muster-agent send-inventory FOLDER/Data
   or let an administrator import the files of Data in the console.

Nothing in the tool is secret. Results name computers and their users: keep the medium as you keep those.

情報収集ツール

1. このフォルダーを外部媒体、またはコンピューターに展開します。
2. サーバーに接続しない各コンピューターで ${script} を実行します。結果は Data に保存されます。
3. 媒体をオンライン管理のコンピューターに接続し、次のコマンドを実行します。
     muster-agent send-inventory FOLDER/Data
   または、管理者がコンソールで Data のファイルをインポートします。

ツールに機密情報は含まれません。収集結果にはコンピューターと利用者の名前が含まれます。媒体の取り扱いに注意してください。
`,
});
