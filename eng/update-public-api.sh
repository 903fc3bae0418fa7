#!/usr/bin/env bash
# Writes each library's public API anew into PublicAPI.Unshipped.txt. Read the difference before committing it: it is what users will see change.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

for library in src/Lab.*/; do
  echo '#nullable enable' > "$library/PublicAPI.Unshipped.txt"
  dotnet format analyzers "$library"*.csproj --diagnostics RS0016 --severity error --verbosity minimal
done
