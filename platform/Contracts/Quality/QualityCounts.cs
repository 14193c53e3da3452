using System.Text.Json.Serialization;

namespace MeshStarter.Contracts.Quality;

/// <summary>The results of the batches of a span of time.</summary>
public abstract record QualityCounts
{
    /// <summary>Batches that were checked.</summary>
    public int Batches { get; init; }

    /// <summary>Rows in them; absent for a caller from whom a rule keeps rows.</summary>
    public long? Rows { get; init; }

    /// <summary>Batches that readers do not see.</summary>
    [JsonPropertyName("kept_out")]
    public int Quarantined { get; init; }

    /// <summary>The results of each check on them.</summary>
    public IReadOnlyList<CheckTally> Checks { get; init; } = [];
}
