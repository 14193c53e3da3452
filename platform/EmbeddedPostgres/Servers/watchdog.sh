# Runs PostgreSQL and outlives its owner, in a session of its own, so that no signal to the owner's process group reaches it.
# Standard input is a pipe whose other end only the owner holds. A line on it names a signal to pass on to the server;
# its end means that the owner died, in whatever way, and the server is ended too.
# Arguments: the server's program and its arguments.
exec 3<&0 </dev/null >/dev/null
trap '' PIPE
"$@" 3<&- &
server=$!

(
    while read -r signal <&3; do
        kill -s "$signal" "$server"
    done
    pause=
    trap 'test -z "$pause" || kill "$pause"; exit 0' TERM
    for signal in INT INT INT INT QUIT KILL; do
        kill -s "$signal" "$server"
        sleep 1 &
        pause=$!
        wait "$pause"
    done
) 2>/dev/null &
listener=$!

trap 'kill -s INT "$server" 2>/dev/null' HUP INT TERM
wait "$server"
status=$?
while kill -s 0 "$server" 2>/dev/null; do
    wait "$server" # the last wait ended by a signal to this shell
    status=$?
done
exec 2>/dev/null # the last line there tells of the server
kill "$listener"
wait "$listener"
exit "$status"
