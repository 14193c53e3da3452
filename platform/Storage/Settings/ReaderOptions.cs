using System.ComponentModel.DataAnnotations;

namespace MeshStarter.Platform.Storage.Settings;

/// <summary>
/// The time that a query may read the files of the state that it began with, section <c>Mesh:Query</c>. The query proxy ends a query by these settings; who
/// deletes the files of expired snapshots has the same ones, and waits as long.
/// </summary>
public sealed record ReaderOptions
{
    /// <summary>The section.</summary>
    public const string Section = "Mesh:Query";

    /// <summary>The time that the engine may work on one query; 60 s by default.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00", ErrorMessage = "Setting Mesh:Query:TimeLimit must be between 00:00:01 and 01:00:00.")]
    public TimeSpan TimeLimit { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>The time that a result may be held while its client does not ask for it; 60 s by default.</summary>
    [Range(typeof(TimeSpan), "00:00:05", "01:00:00", ErrorMessage = "Setting Mesh:Query:StallLimit must be between 00:00:05 and 01:00:00.")]
    public TimeSpan StallLimit { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>The sum of both.</summary>
    public TimeSpan ReadTime => TimeLimit + StallLimit;
}
