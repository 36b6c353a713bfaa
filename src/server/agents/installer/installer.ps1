# Installs the Muster agent as set.json beside this script says.
# Exit codes: docs/installation-sets.md.
param([switch] $Silent, [switch] $Verify, [switch] $Uninstall)
$ErrorActionPreference = 'Stop'

$here = Split-Path -Parent $MyInvocation.MyCommand.Path
$set = Get-Content -Raw -Encoding UTF8 (Join-Path $here 'set.json') | ConvertFrom-Json
$folder = if ($set.folder) { $set.folder } else { '%ProgramFiles%\Muster Agent' }
$agent = [Environment]::ExpandEnvironmentVariables($folder)
$data = Join-Path $env:ProgramData 'Muster Agent'
$into = if ($set.filesFolder) { [Environment]::ExpandEnvironmentVariables($set.filesFolder) } else { Join-Path $agent 'files' }

function Say([string] $Text) { if (-not $Silent) { Write-Output $Text } }

# Why it failed, for the administrator of the server. Whether that is heard changes nothing here.
function Report([string] $Code, [string] $Text) {
  try {
    $pair = [Convert]::ToBase64String([Text.Encoding]::ASCII.GetBytes("enrol:$($set.token)"))
    $body = @{ computer = $env:COMPUTERNAME; code = $Code; detail = $Text; version = $set.version } | ConvertTo-Json
    Invoke-RestMethod -Method Post -Uri "$($set.server)/install/failures" -ContentType 'application/json' `
      -Headers @{ Authorization = "Basic $pair" } -Body ([Text.Encoding]::UTF8.GetBytes($body)) | Out-Null
  } catch { }
}

function Fail([int] $Exit, [string] $Code, [string] $Text) {
  [Console]::Error.WriteLine("muster-agent installer: $Text ($Code)")
  if (-not $Verify -and -not $Uninstall) { Report $Code $Text }
  exit $Exit
}

function Require-Whole([string] $Path, [string] $Sha256) {
  $found = if (Test-Path -LiteralPath $Path) { (Get-FileHash -LiteralPath $Path -Algorithm SHA256).Hash } else { '' }
  if ($found -ne $Sha256) { Fail 13 'DAMAGED' "this installer is damaged: $Path is not whole" }
}

Require-Whole (Join-Path $here $set.package.file) $set.package.sha256
foreach ($file in $set.files) { Require-Whole (Join-Path $here "files\$($file.name)") $file.sha256 }
if ($Verify) { Say 'this installer is whole'; exit 0 }

$identity = [Security.Principal.WindowsPrincipal][Security.Principal.WindowsIdentity]::GetCurrent()
$mayInstall = $identity.IsInRole([Security.Principal.WindowsBuiltInRole]::Administrator)

# Rights are asked for once nothing but them is wanting, and for this run alone: Windows asks, and takes the name of any
# administrator; this script knows no password. A logon script asks nobody.
function Require-Rights {
  if ($mayInstall) { return }
  if ($Silent -or -not [Environment]::UserInteractive) { Fail 10 'NOT_PERMITTED' 'run it as an administrator' }
  Say 'from here on this takes the rights of an administrator; Windows asks for them'
  $words = @('-NoProfile', '-ExecutionPolicy', 'Bypass', '-File', ('"{0}"' -f (Join-Path $here 'install.ps1')))
  if ($Uninstall) { $words += '-Uninstall' }
  try {
    $elevated = Start-Process -FilePath powershell.exe -Verb RunAs -ArgumentList $words -Wait -PassThru
  } catch { Fail 10 'NOT_PERMITTED' 'nobody gave it the rights of an administrator' }
  exit $elevated.ExitCode
}

$pointer = Join-Path $agent 'good.txt'
$version = if (Test-Path -LiteralPath $pointer) { (Get-Content -Raw -LiteralPath $pointer).Trim() } else { '' }
$uninstaller = Join-Path $agent "versions\$version\uninstall.ps1"
if ($Uninstall) {
  if ($version -eq '') { Say 'there is no agent on this computer'; exit 0 }
  Require-Rights
  & powershell.exe -NoProfile -ExecutionPolicy Bypass -File $uninstaller -Folder $agent -Data $data
  exit $LASTEXITCODE
}
if (-not [Environment]::Is64BitOperatingSystem) { Fail 11 'PLATFORM_WRONG' 'the agent needs a 64-bit Windows' }
$replace = if ($version -ne '') { '-Overwrite' } else { $null }
if ($version -ne '' -and -not $set.overwrite) { Say 'the agent is installed already; it is left alone'; exit 0 }
Require-Rights

$work = Join-Path $env:TEMP ('muster-agent-' + [Guid]::NewGuid())
try {
  try {
    New-Item -ItemType Directory -Path $work, $data -Force | Out-Null
    Expand-Archive -LiteralPath (Join-Path $here $set.package.file) -DestinationPath $work
  } catch { Fail 14 'NO_ROOM' "the agent could not be unpacked: $($_.Exception.Message)" }
  [IO.File]::WriteAllText((Join-Path $data 'installation.json'), $set.about)
  if ($set.connections) { [IO.File]::WriteAllText((Join-Path $data 'connections.txt'), $set.connections) }
  $env:MUSTER_AGENT_TOKEN = $set.token
  & powershell.exe -NoProfile -ExecutionPolicy Bypass -File (Join-Path $work 'muster-agent\install.ps1') `
    -Server $set.server -Folder $agent -Data $data -Later $replace
  $ended = $LASTEXITCODE
  Remove-Item Env:MUSTER_AGENT_TOKEN
  switch ($ended) {
    0 { }
    5 { Fail 16 'ENROLMENT_REFUSED' 'the server enrolled it not; the agent says why' }
    6 { Fail 17 'SERVER_UNREACHABLE' "$($set.server) does not answer" }
    8 { Fail 15 'FOLDER_UNUSABLE' "$agent cannot be written" }
    default { Fail 21 'FAILED' "the agent's own installer ended with $ended" }
  }
  try {
    New-Item -ItemType Directory -Path $into -Force | Out-Null
    foreach ($file in $set.files) {
      Copy-Item -LiteralPath (Join-Path $here "files\$($file.name)") -Destination (Join-Path $into $file.name) -Force
    }
  } catch { Fail 19 'FILES_FAILED' $_.Exception.Message }
  foreach ($program in $set.programs) {
    $path = if ([IO.Path]::IsPathRooted($program.program)) { $program.program } else { Join-Path $into $program.program }
    Say "running $($program.program)"
    $code = -1
    try {
      $words = @($program.arguments)
      & $path @words | Out-File -Append -FilePath (Join-Path $data 'install.log')
      $code = if ($null -eq $LASTEXITCODE) { 0 } else { $LASTEXITCODE }
    } catch { }
    if ($code -ne 0) { Fail 20 'PROGRAM_FAILED' "the agent is installed, but $($program.program) ended with $code" }
  }
} finally {
  Remove-Item -Recurse -Force -LiteralPath $work -ErrorAction SilentlyContinue
}
Say "the agent $($set.version) is installed"
exit 0
