# Fetches an installer of this server and runs it. There is nothing secret in here; the code is in the environment:
#   $env:MUSTER_INSTALL_CODE = 'CODE'; irm ADDRESS/install/windows | iex
# Exit codes: docs/installation-sets.md.
& {
  $ErrorActionPreference = 'Stop'
  function Fail([int] $Exit, [string] $Code, [string] $Text) {
    [Console]::Error.WriteLine("muster-agent: $Text ($Code)")
    exit $Exit
  }
  $code = $env:MUSTER_INSTALL_CODE
  if ($code -notmatch '^[A-Za-z0-9_-]+$') { Fail 2 'USAGE' 'set $env:MUSTER_INSTALL_CODE to the code' }
  $work = Join-Path $env:TEMP ("muster-install-" + [Guid]::NewGuid())
  New-Item -ItemType Directory -Path $work | Out-Null
  try {
    $pair = [Convert]::ToBase64String([Text.Encoding]::ASCII.GetBytes("enrol:$code"))
    $zip = Join-Path $work 'installer.zip'
    try {
      Invoke-WebRequest -UseBasicParsing -Uri "$server/install/installer?platform=win-x64" `
        -Headers @{ Authorization = "Basic $pair" } -OutFile $zip
    } catch {
      if ($null -eq $_.Exception.Response) { Fail 17 'SERVER_UNREACHABLE' "$server does not answer" }
      Fail 16 'ENROLMENT_REFUSED' "$server said no: $($_.Exception.Message)"
    }
    Expand-Archive -Path $zip -DestinationPath $work
    & powershell.exe -NoProfile -ExecutionPolicy Bypass -File (Join-Path $work 'install.ps1')
    $ended = $LASTEXITCODE
  } finally {
    Remove-Item -Recurse -Force $work
    Remove-Item Env:MUSTER_INSTALL_CODE
  }
  exit $ended
}
