# For loader.sh and train-step.sh: builds the benchmarks and runs two commands in turn.
cd "$(dirname "${BASH_SOURCE[0]}")/.."
dotnet build benchmarks/Lab.Benchmarks -c Release -nologo -clp:ErrorsOnly >&2
lab="dotnet benchmarks/Lab.Benchmarks/bin/Release/net10.0/Lab.Benchmarks.dll"
python="${PYTHON:-/usr/bin/python3}"

median() {
    printf '%s\n' "$@" | sort -n | awk '{ v[NR] = $1 } END { print (v[int((NR + 1) / 2)] + v[int(NR / 2) + 1]) / 2 }'
}

# compare WHAT ROUNDS LAB-COMMAND PEER-COMMAND: both print one number; Lab and peer take turns, so that what else the machine does meets both.
compare() {
    local ours=() theirs=()
    for ((round = 0; round < $2; round++)); do
        ours+=("$($3)")
        theirs+=("$($4)")
    done
    awk -v what="$1" -v ours="$(median "${ours[@]}")" -v theirs="$(median "${theirs[@]}")" -v all="Lab ${ours[*]}; peer ${theirs[*]}" \
        'BEGIN { printf "%-36s Lab %8.1f   peer %8.1f   Lab/peer %.2f   (%s)\n", what, ours, theirs, ours / theirs, all }'
}
