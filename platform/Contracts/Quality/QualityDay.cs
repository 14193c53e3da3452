using System.Text.Json.Serialization;

namespace MeshStarter.Contracts;

/// <summary>The results of the batches of one day in UTC.</summary>
public sealed record QualityDay
{
    /// <summary>The day.</summary>
    public required DateOnly Day { get; init; }

    /// <summary>Batches that were checked.</summary>
    public required int Batches { get; init; }

    /// <summary>Rows in them.</summary>
    public required long Rows { get; init; }

    /// <summary>Batches that readers do not see.</summary>
    [JsonPropertyName("kept_out")]
    public required int Quarantined { get; init; }

    /// <summary>The results of each check on them.</summary>
    public required IReadOnlyList<CheckTally> Checks { get; init; }
}
