using MeshStarter.Contracts;

namespace MeshStarter.Sdk.Quality;

/// <summary>A report on a batch that the catalog did not take when it was told.</summary>
/// <param name="Report">How the batch fared.</param>
/// <param name="Reason">What the catalog answered the last time.</param>
/// <param name="Tries">How often it was told.</param>
/// <param name="NextTryAt">When it is told next; null for one that was refused for good, and is told again when the service starts anew.</param>
internal sealed record FailedReport(BatchReport Report, string Reason, int Tries, DateTimeOffset? NextTryAt)
{
    public static FailedReport Of(WaitingReport waiting) => new(waiting.Report, waiting.Reason!, waiting.Tries, waiting.IsRefused ? null : waiting.NextTryAt);
}
