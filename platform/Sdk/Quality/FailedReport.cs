using MeshStarter.Contracts;

namespace MeshStarter.Sdk.Quality;

/// <summary>A report on a batch that the catalog did not take when it was sent.</summary>
/// <param name="Report">What the checks said.</param>
/// <param name="Reason">What the catalog answered the last time.</param>
/// <param name="Tries">How often it was sent.</param>
/// <param name="NextTryAt">When it is sent next; null for one that was refused for good, and is sent again when the service starts again.</param>
internal sealed record FailedReport(BatchReport Report, string Reason, int Tries, DateTimeOffset? NextTryAt);
