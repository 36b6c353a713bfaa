# Takes the agent off this computer. The device stays on the server, with its history. Run it as an administrator.
#Requires -RunAsAdministrator
param(
  [string]$Folder = (Join-Path $env:ProgramFiles 'Muster Agent'),
  [string]$Data = (Join-Path $env:ProgramData 'Muster Agent')
)
$ErrorActionPreference = 'Stop'
$pointer = Join-Path $Folder 'good.txt'
# What is removed is an agent, whatever was typed.
if (-not (Test-Path -LiteralPath $pointer)) { throw "$Folder holds no agent." }
$version = (Get-Content -Raw -LiteralPath $pointer).Trim()

if (Get-ScheduledTask -TaskName 'Muster Agent' -ErrorAction SilentlyContinue) {
  Stop-ScheduledTask -TaskName 'Muster Agent'
  Unregister-ScheduledTask -TaskName 'Muster Agent' -Confirm:$false
}
& (Join-Path $Folder "versions\$version\muster-agent.cmd") unenrol --data $Data
if ($LASTEXITCODE -ne 0) { Write-Warning 'The server was not told; the device is offline there until it is removed.' }
# A launcher that has just been stopped holds its files for a moment.
Start-Sleep -Seconds 2
Remove-Item -Recurse -Force -LiteralPath $Folder, $Data
