using MeshStarter.Sdk.Products;
using MeshStarter.Sdk.Sources;
using MeshStarter.ServiceDefaults.Hosting;

namespace MeshStarter.Sdk.Import.Intake;

/// <summary>The failures of a product's source in a row: reported in <c>/health</c>, and each problem logged once.</summary>
/// <param name="name">The source's name.</param>
/// <param name="product">The product that it feeds.</param>
/// <param name="failures">The failures of this process.</param>
/// <param name="time">The clock.</param>
/// <param name="log">Logs a problem, with the exception where that is a fault of the program.</param>
internal sealed class FailingIntake(string name, OwnProduct product, SourceFailures failures, TimeProvider time, Action<string, Exception?> log)
{
    private DateTimeOffset? _since;
    private int _tries;

    /// <summary>The last problem; null where the source works.</summary>
    public string? Problem { get; private set; }

    /// <summary>The time of the first failure, once there were so many that they are reported; null before.</summary>
    public DateTimeOffset? LastingSince => _tries >= SourceFailures.LastingTries ? _since : null;

    /// <summary>Notes a failure; returns how many there were in a row.</summary>
    /// <param name="exception">The failure.</param>
    /// <param name="atLeast">The number of tries that it counts as at least.</param>
    public int Note(Exception exception, int atLeast)
    {
        _tries = Math.Max(atLeast, _tries + 1);
        _since ??= time.GetUtcNow();
        var problem = DatabaseRefusal.Of(exception).ReplaceLineEndings(" ");
        failures.Note(new SourceFailure(name, Stream: null, _since.Value, _tries, At: null, exception.GetType().Name, problem) { Product = product.Id });
        if (Problem != problem)
        {
            log(Problem = problem, exception.ProgramFault());
        }

        return _tries;
    }

    /// <summary>Notes that the source works, or that this process reads it no more.</summary>
    public void End()
    {
        (_since, _tries, Problem) = (null, 0, null);
        failures.End(name, stream: null);
    }
}
