#!/bin/sh
# Ends the AppHost's children when the AppHost is gone, however it went.
#
# Standard input is a pipe that only the AppHost can write to; the kernel closes it with the AppHost. Each line replaces
# the one before and names the process groups that run, in the order in which they are to end:
# "31,32 30" is groups 31 and 32 first, then 30, which they depend on. An empty line: nothing runs.
# $1 is the run's id, which every child has in its environment (APPMODEL_RUN).
#
# All is in a function, so that the shell has read the whole file before it waits: a build may replace the file meanwhile.

ended() { # a process that nobody has reaped yet has ended all the same
    kill -0 "$1" 2>/dev/null || return 0
    case $(cat "/proc/$1/stat" 2>/dev/null) in *") Z "*) return 0 ;; esac
    return 1
}

all_ended() {
    for pid in $1; do ended "$pid" || return 1; done
}

# end "31 32" ticks: asks each to end, kills the groups of all when all have ended or the ticks (0.1 s) are over
end() {
    for pid in $1; do kill -TERM "$pid" 2>/dev/null; done
    ticks=$2
    until all_ended "$1" || [ "$ticks" -le 0 ]; do
        sleep 0.1
        ticks=$((ticks - 1))
    done
    left=$ticks
    for pid in $1; do kill -KILL -- "-$pid" 2>/dev/null; done
}

# Who was started so late that no line names it, or left its group, is found by the run's id.
strays() {
    grep -slzx "APPMODEL_RUN=$1" /proc/[0-9]*/environ 2>/dev/null | sed 's|/proc/\([0-9]*\)/environ|\1|'
}

main() {
    trap '' INT TERM HUP QUIT
    exec >/dev/null 2>&1
    plan=''
    while read -r line; do plan=$line; done # a line cut off in the middle does not count

    # All that depend on others have 3 s together, the last group 3 s of its own: a database writes its checkpoint then.
    left=30
    while [ -n "$plan" ]; do
        group=${plan%% *}
        case $plan in *' '*) plan=${plan#* } ;; *) plan='' left=30 ;; esac
        end "$(echo "$group" | tr ',' ' ')" "$left"
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
