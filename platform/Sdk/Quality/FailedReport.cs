using MeshStarter.Contracts.Quality;

namespace MeshStarter.Sdk.Quality;

/// <summary>A report on a batch that the catalog did not take when it was sent.</summary>
/// <param name="Report">The report with the checks' results.</param>
/// <param name="Reason">The catalog's last answer.</param>
/// <param name="Tries">The number of tries.</param>
/// <param name="NextTryAt">The time of the next try; null after a final refusal: the report is sent again when the service restarts.</param>
internal sealed record FailedReport(BatchReport Report, string Reason, int Tries, DateTimeOffset? NextTryAt);
