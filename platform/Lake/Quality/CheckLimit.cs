using MeshStarter.Contracts.Checks;
using MeshStarter.Contracts.Descriptors;

namespace MeshStarter.Lake.Quality;

/// <summary>The time that a check may take, and the memory that a query may take that a domain wrote.</summary>
internal sealed class CheckLimit : IDisposable
{
    private readonly CancellationTokenSource _limit;
    private readonly CancellationTokenSource _either;
    private readonly CancellationToken _caller;
    private readonly MemoryGuard? _memory;
    private readonly TimeSpan _most;

    /// <param name="most">How long.</param>
    /// <param name="time">The clock.</param>
    /// <param name="check">The check that runs; null for one of known low cost.</param>
    /// <param name="caller">Ends what is run before its time, which is not the check's fault.</param>
    public CheckLimit(TimeSpan most, TimeProvider time, QualityCheck? check, CancellationToken caller)
    {
        _most = most;
        _memory = check is SqlCheck ? new MemoryGuard() : null;
        _limit = new CancellationTokenSource(most, time);
        _either = CancellationTokenSource.CreateLinkedTokenSource(_limit.Token, caller, _memory?.Exceeded ?? CancellationToken.None);
        _caller = caller;
    }

    /// <summary>Ends what is run, at a limit or when the caller says so.</summary>
    public CancellationToken Token => _either.Token;

    /// <summary>Whether the process grew too much, by the run or by other work.</summary>
    public bool IsMemoryExceeded => _memory is { Exceeded.IsCancellationRequested: true };

    /// <summary>Returns the limit that ended the run; null when it was none of them.</summary>
    public string? Ended(Exception exception) => exception is not OperationCanceledException || _caller.IsCancellationRequested ? null
        : IsMemoryExceeded ? "It took too much memory."
        : _limit.IsCancellationRequested ? $"It did not end within {DurationText.Format(_most)}."
        : null;

    /// <inheritdoc/>
    public void Dispose()
    {
        _either.Dispose();
        _memory?.Dispose();
        _limit.Dispose();
    }
}
