# Installs the agent of this package on Windows, makes the computer known to a Muster server and keeps the agent
# running.
#   .\install.ps1 -Server https://muster.example.org -Token mse_...
# The token may be in the environment instead (MUSTER_AGENT_TOKEN). With -Later the agent enrols once it runs, where the
# server does not answer now. Exit codes of the enrolment are those of the agent.
# Without server and token it is installed only; "muster-agent.cmd enrol" makes it known later. An agent that is there
# already stays what it is, unless -Overwrite is given. Run it as an administrator.
#Requires -RunAsAdministrator
param(
  [string]$Server = '',
  [string]$Token = '',
  [string]$Folder = (Join-Path $env:ProgramFiles 'Muster Agent'),
  [string]$Data = (Join-Path $env:ProgramData 'Muster Agent'),
  [switch]$Overwrite,
  [switch]$Later,
  [switch]$NoService
)
$ErrorActionPreference = 'Stop'
if ($Token -eq '' -and $Server -ne '') { $Token = "$env:MUSTER_AGENT_TOKEN" }
if (($Server -eq '') -ne ($Token -eq '')) { throw 'Server and token belong together.' }
# They are written into a command file.
if ($Folder -match '[%&|<>^"!]' -or $Data -match '[%&|<>^"!]') { throw 'A folder has a character that cannot be used.' }

$version = (Get-Content -Raw (Join-Path $PSScriptRoot 'VERSION')).Trim()
$versions = Join-Path $Folder 'versions'
$target = Join-Path $versions $version
if ($Overwrite) { Stop-ScheduledTask -TaskName 'Muster Agent' -ErrorAction SilentlyContinue }
if ($Overwrite -or -not (Test-Path -LiteralPath $target)) {
  New-Item -ItemType Directory -Force $versions | Out-Null
  $unfinished = "$target.unfinished"
  if (Test-Path -LiteralPath $unfinished) { Remove-Item -Recurse -Force -LiteralPath $unfinished }
  Copy-Item -Recurse -LiteralPath $PSScriptRoot -Destination $unfinished
  if (Test-Path -LiteralPath $target) { Remove-Item -Recurse -Force -LiteralPath $target }
  Rename-Item -LiteralPath $unfinished -NewName $version
}
$agent = Join-Path $target 'muster-agent.cmd'
& $agent --version | Out-Null
if ($LASTEXITCODE -ne 0) { throw 'The agent does not start on this computer.' }

# Only the system and administrators read what the agent keeps.
New-Item -ItemType Directory -Force $Data | Out-Null
icacls $Data /inheritance:r /grant '*S-1-5-18:(OI)(CI)F' '*S-1-5-32-544:(OI)(CI)F' | Out-Null
if ($LASTEXITCODE -ne 0) { throw "The access to $Data could not be set." }

if ($Overwrite -or -not (Test-Path -LiteralPath (Join-Path $Folder 'current.txt'))) {
  foreach ($pointer in 'good', 'current') {
    Set-Content -Encoding Ascii -LiteralPath (Join-Path $Folder "$pointer.txt") -Value $version
  }
}
$start = Join-Path $Folder 'start.cmd'
(Get-Content -Raw (Join-Path $PSScriptRoot 'start.cmd')).Replace('@DATA@', $Data) |
  Set-Content -NoNewline -LiteralPath $start

if ($Server -ne '') {
  $env:MUSTER_AGENT_TOKEN = $Token
  $more = if ($Later) { @('--later') } else { @() }
  & $agent enrol --server $Server --data $Data @more
  # 4: the computer is known to a server already, and stays so.
  if ($LASTEXITCODE -ne 0 -and $LASTEXITCODE -ne 4) { exit $LASTEXITCODE }
}
if ($NoService) { exit 0 }

$action = New-ScheduledTaskAction -Execute (Join-Path $env:SystemRoot 'System32\cmd.exe') -Argument "/d /c `"`"$start`"`""
# At each start of the computer, and within five minutes wherever it has ended.
$triggers = @(
  (New-ScheduledTaskTrigger -AtStartup),
  (New-ScheduledTaskTrigger -Once -At (Get-Date) -RepetitionInterval (New-TimeSpan -Minutes 5))
)
$principal = New-ScheduledTaskPrincipal -UserId 'SYSTEM' -LogonType ServiceAccount -RunLevel Highest
$settings = New-ScheduledTaskSettingsSet -MultipleInstances IgnoreNew -ExecutionTimeLimit ([TimeSpan]::Zero) `
  -AllowStartIfOnBatteries -DontStopIfGoingOnBatteries -StartWhenAvailable -Priority 7
Register-ScheduledTask -Force -TaskName 'Muster Agent' -Action $action -Trigger $triggers `
  -Principal $principal -Settings $settings | Out-Null
Start-ScheduledTask -TaskName 'Muster Agent'
