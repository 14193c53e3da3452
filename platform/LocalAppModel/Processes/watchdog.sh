#!/bin/sh
# Ends the AppHost's children when the AppHost is gone, however it went.
#
# Standard input is a pipe that only the AppHost can write to; the kernel closes it with the AppHost. Each line replaces
# the one before and names the process groups that run, in the order in which they are to end:
# "31,32 30" is groups 31 and 32 first, then 30, which they depend on. An empty line: no group runs. "end": all has ended.
# $1 is the run's id, which every child has in its environment (APPMODEL_RUN).
#
# All is in a function, so that the shell has read the whole file before it waits: a build may replace the file concurrently.

ended() { # a process that is not reaped yet has ended, too
    kill -0 "$1" 2>/dev/null || return 0
    [ -r "/proc/$1/stat" ] && read -r stat <"/proc/$1/stat" || return 1
    case $stat in *") Z "*) return 0 ;; esac
    return 1
}

all_ended() {
    for pid in $1; do ended "$pid" || return 1; done
}

now() { # hundredths of a second
    if [ -r /proc/uptime ]; then
        read -r now _ </proc/uptime
        now=${now%.*}${now#*.}
    else
        now=$(date +%s)00
    fi
}

# end "31 32" time: asks each to end; kills the groups of all when all have ended or the time is over
end() {
    for pid in $1; do kill -TERM "$pid" 2>/dev/null; done
    until all_ended "$1"; do
        now
        [ "$now" -ge "$2" ] && break
        sleep 0.1
    done
    for pid in $1; do kill -KILL -- "-$pid" 2>/dev/null; done
}

# Processes that started too late for a line, or left their group, are found by the run's id.
strays() {
    grep -slzx "APPMODEL_RUN=$1" /proc/[0-9]*/environ 2>/dev/null | sed 's|/proc/\([0-9]*\)/environ|\1|'
}

main() {
    trap '' INT TERM HUP QUIT
    exec >/dev/null 2>&1
    plan=''
    while read -r line; do plan=$line; done # a line cut off in the middle does not count

    if [ "$plan" = end ]; then
        plan=''
    else
        sleep 0.1 # a child that was being started just now shall have its environment
    fi

    # All that depend on others have 3 s together, each group 0.5 s at least; the last group has what is left of 6 s, at least
    # 3 s: a database writes its checkpoint then.
    now
    until=$((now + 300)) last=$((now + 600))
    while [ -n "$plan" ]; do
        group=${plan%% *}
        now
        case $plan in
            *' '*) plan=${plan#* } least=50 ;;
            *) plan='' least=300 until=$last ;;
        esac
        [ "$until" -lt $((now + least)) ] && until=$((now + least))
        end "$(echo "$group" | tr ',' ' ')" "$until"
    done

    for pid in $(strays "$1"); do kill -TERM "$pid"; done
    for pause in 0.1 0.2 0.3 0.4; do
        [ -z "$(strays "$1")" ] && exit 0
        sleep "$pause"
    done
    for pid in $(strays "$1"); do kill -KILL "$pid"; done
    exit 0
}

main "$@"
