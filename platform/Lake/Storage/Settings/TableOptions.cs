using System.ComponentModel.DataAnnotations;
using MeshStarter.Lake.Iceberg;

namespace MeshStarter.Lake.Storage;

/// <summary>How long tables keep what is not of their current state, section <c>Mesh:Tables</c>.</summary>
public sealed record TableOptions
{
    /// <summary>The section.</summary>
    public const string Section = "Mesh:Tables";

    /// <summary>Clean-up takes no file that is younger; a day by default.</summary>
    [Range(typeof(TimeSpan), "01:00:00", "365.00:00:00", ErrorMessage = "Setting Mesh:Tables:OrphanAge must lie between 01:00:00 and 365.00:00:00.")]
    public TimeSpan OrphanAge { get; init; } = TimeSpan.FromDays(1);

    /// <summary>Snapshots that are younger stay: so long a query or consumer may stay with the one that it began with; five minutes by default.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "365.00:00:00", ErrorMessage = "Setting Mesh:Tables:HistoryAge must lie between 00:01:00 and 365.00:00:00.")]
    public TimeSpan HistoryAge { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>So many snapshots stay, however old; 50 by default.</summary>
    [Range(1, 100_000, ErrorMessage = "Setting Mesh:Tables:HistoryLength must lie between 1 and 100000.")]
    public int HistoryLength { get; init; } = 50;

    /// <summary>The same for upkeep.</summary>
    public TableKeeping ToKeeping() => new(OrphanAge, new ExpiryTerms(HistoryAge, HistoryLength, MaxReferenceAge: null));
}
