# Takes the agent off this computer. The device stays on the server, with its history. Run it as an administrator.
# The first line of PasswordFile is the password, where the agent configuration asks for one. 12: it is asked for, and not the
# right one was given; nothing is removed then.
#Requires -RunAsAdministrator
param(
  [string]$PasswordFile = '',
  [string]$Folder = (Join-Path $env:ProgramFiles 'Muster Agent'),
  [string]$Data = (Join-Path $env:ProgramData 'Muster Agent')
)
$ErrorActionPreference = 'Stop'
$pointer = Join-Path $Folder 'good.txt'
# What is removed is an agent, whatever was typed.
if (-not (Test-Path -LiteralPath $pointer)) { throw "$Folder holds no agent." }
$version = (Get-Content -Raw -LiteralPath $pointer).Trim()

# First, while everything is still there: it may be refused. 3: it was known to no server.
$more = if ($PasswordFile -ne '') { @('--password-file', $PasswordFile) } else { @() }
& (Join-Path $Folder "versions\$version\muster-agent.cmd") unenrol --without-server --data $Data @more
if ($LASTEXITCODE -ne 0 -and $LASTEXITCODE -ne 3) { exit $LASTEXITCODE }

if (Get-ScheduledTask -TaskName 'Muster Agent' -ErrorAction SilentlyContinue) {
  Stop-ScheduledTask -TaskName 'Muster Agent'
  Unregister-ScheduledTask -TaskName 'Muster Agent' -Confirm:$false
}
# The task that an order of the server runs this by.
if (Get-ScheduledTask -TaskName 'Muster Agent removal' -ErrorAction SilentlyContinue) {
  Unregister-ScheduledTask -TaskName 'Muster Agent removal' -Confirm:$false
}
# A launcher that has just been stopped holds its files for a moment.
Start-Sleep -Seconds 2
Remove-Item -Recurse -Force -LiteralPath $Folder, $Data
