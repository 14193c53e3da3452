using System.Text.Json.Serialization;

namespace MeshStarter.Contracts.Quality;

/// <summary>The results of the batches of one minute.</summary>
public sealed record QualityMinute : QualityCounts
{
    /// <summary>The minute's beginning.</summary>
    [JsonPropertyOrder(-1)]
    public required DateTimeOffset Minute { get; init; }
}
