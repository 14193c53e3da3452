using System.Text.Json.Serialization;

namespace MeshStarter.Contracts.Quality;

/// <summary>The results of the batches of one day in UTC.</summary>
public sealed record QualityDay : QualityCounts
{
    /// <summary>The day.</summary>
    [JsonPropertyOrder(-1)]
    public required DateOnly Day { get; init; }
}
