using MeshStarter.Platform.Sql.Failures;

namespace MeshStarter.Platform.Workers.Pool;

/// <summary>The end of a worker, with its cause.</summary>
/// <param name="Kind">For whom its query belongs to.</param>
/// <param name="Cause">For the log; it names no value of the data.</param>
internal sealed record WorkerEnd(WorkerEndKind Kind, string Cause)
{
    private const int SignalBase = 128;
    private const int KillSignal = 9;

    // The last messages of .NET's runtime and the C++ library before they abort.
    private static readonly string[] NoMemory = ["Out of memory", "OutOfMemoryException", "bad_alloc"];

    /// <param name="endedFor">Why the proxy ended it; null where it did not.</param>
    /// <param name="exitCode">Its exit code, above 128 for a signal; null where it is not known.</param>
    /// <param name="said">Its last text on standard error.</param>
    public static WorkerEnd Of(QueryFailure? endedFor, int? exitCode, string said)
    {
        if (endedFor is not null)
        {
            return new WorkerEnd(WorkerEndKind.Ended, $"was ended: {endedFor.Code.Name}");
        }

        var last = said.Length == 0 ? "" : $" and said: {said.Trim()}";
        if (Array.Exists(NoMemory, word => said.Contains(word, StringComparison.Ordinal)))
        {
            return new WorkerEnd(WorkerEndKind.OutOfMemory, $"got no more memory{last}");
        }

        return exitCode switch
        {
            // A worker that ends itself over a defect says so first, and then kills itself.
            SignalBase + KillSignal when last.Length == 0 => new WorkerEnd(WorkerEndKind.Killed, "was killed from outside (signal 9): by the system for want of memory, or by a user"),
            > SignalBase and <= SignalBase + 64 => new WorkerEnd(WorkerEndKind.Crashed, $"crashed with signal {exitCode - SignalBase}{last}"),
            { } code => new WorkerEnd(WorkerEndKind.Crashed, $"crashed with exit code {code}{last}"),
            null => new WorkerEnd(WorkerEndKind.Crashed, $"stopped answering{last}"),
        };
    }
}

/// <summary>The cause of a worker's end, for its query.</summary>
internal enum WorkerEndKind
{
    /// <summary>The proxy ended it, for a reason that the query reports.</summary>
    Ended,

    /// <summary>It wanted more memory at once than it may have.</summary>
    OutOfMemory,

    /// <summary>Something outside the mesh ended it.</summary>
    Killed,

    /// <summary>It did not survive its query.</summary>
    Crashed,
}
