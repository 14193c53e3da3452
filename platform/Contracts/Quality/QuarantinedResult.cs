using System.Text.Json;

namespace MeshStarter.Contracts.Quality;

/// <summary>The result of one check on a quarantined batch, with a few of the rejected rows: for the domain's own people.</summary>
public sealed record QuarantinedResult : CheckResult
{
    /// <summary>A few of the rows, as objects; one with a number that JSON has no word for, NaN for one, as text.</summary>
    public required IReadOnlyList<JsonElement> Sample { get; init; }
}
