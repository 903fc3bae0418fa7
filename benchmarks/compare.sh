# For loader.sh and train-step.sh: builds the benchmarks and runs commands in turn.
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

# What compare_all measured, by name: a number for each round.
declare -A measured

# compare_all ROUNDS (NAME COMMAND)...: as compare, for any number; ratios are to the first, taken within a round and then the median.
compare_all() {
    local rounds=$1 names=() commands=() times=() base=()
    shift
    while (($#)); do
        names+=("$1")
        commands+=("$2")
        shift 2
    done
    for ((round = 0; round < rounds; round++)); do
        for i in "${!commands[@]}"; do
            local time
            time="$(${commands[i]})"
            ((i > 0)) || base[round]=$time
            times[i]+="$time $(awk -v a="$time" -v b="${base[round]}" 'BEGIN { printf "%.3f", a / b }')"$'\n'
        done
    done
    for i in "${!commands[@]}"; do
        measured[${names[i]}]="$(awk 'NF { print $1 }' <<<"${times[i]}")"
        awk -v what="${names[i]}" -v time="$(median $(awk 'NF { print $1 }' <<<"${times[i]}"))" -v ratio="$(median $(awk 'NF { print $2 }' <<<"${times[i]}"))" \
            -v all="$(awk 'NF { printf "%s%s", sep, $1; sep = "; " }' <<<"${times[i]}")" 'BEGIN { printf "%-30s %8.1f   x %.2f   (%s)\n", what, time, ratio, all }'
    done
}

# ratio NAME NAME: of two that compare_all measured, taken within a round and then the median.
ratio() {
    local all="$(paste <(echo "${measured[$1]}") <(echo "${measured[$2]}") | awk '{ printf "%.3f\n", $1 / $2 }')"
    printf '%-64s x %.2f   (%s)\n' "$1 / $2" "$(median $all)" "${all//$'\n'/; }"
}
