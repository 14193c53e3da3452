using System.ComponentModel.DataAnnotations;
using MeshStarter.Lake.Tables;
using MeshStarter.Platform.Iceberg.Operations;
using MeshStarter.Platform.Storage.Settings;

namespace MeshStarter.Lake.Retention;

/// <summary>The times that tables keep what is not of their current state, section <c>Mesh:Tables</c>.</summary>
public sealed record TableOptions
{
    // Longer than the longest check of a whole batch.
    private static readonly TimeSpan SlowReadTime = TimeSpan.FromMinutes(15);

    /// <summary>The section.</summary>
    public const string Section = "Mesh:Tables";

    /// <summary>Clean-up takes no file that is younger; a day by default.</summary>
    [Range(typeof(TimeSpan), "01:00:00", "365.00:00:00", ErrorMessage = "Setting Mesh:Tables:OrphanAge must be between 01:00:00 and 365.00:00:00.")]
    public TimeSpan OrphanAge { get; init; } = TimeSpan.FromDays(1);

    /// <summary>Every snapshot that is younger stays: so long a query or consumer may stay with the one that it began with; two minutes by default.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "365.00:00:00", ErrorMessage = "Setting Mesh:Tables:HistoryAge must be between 00:01:00 and 365.00:00:00.")]
    public TimeSpan HistoryAge { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>So many snapshots stay, however old; 1 by default, the current one.</summary>
    [Range(1, 100_000, ErrorMessage = "Setting Mesh:Tables:HistoryLength must be between 1 and 100000.")]
    public int HistoryLength { get; init; } = 1;

    /// <summary>One snapshot of each hour that is younger stays; a day by default, zero for none.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "365.00:00:00", ErrorMessage = "Setting Mesh:Tables:HourlyHistory must be between 00:00:00 and 365.00:00:00.")]
    public TimeSpan HourlyHistory { get; init; } = TimeSpan.FromDays(1);

    /// <summary>One snapshot of each day that is younger stays; 30 days by default, zero for none.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "3650.00:00:00", ErrorMessage = "Setting Mesh:Tables:DailyHistory must be between 00:00:00 and 3650.00:00:00.")]
    public TimeSpan DailyHistory { get; init; } = TimeSpan.FromDays(30);

    /// <summary>The same for maintenance.</summary>
    /// <param name="readers">How long readers may read a state.</param>
    public TableRetentionOptions ToRetention(ReaderOptions readers)
    {
        ArgumentNullException.ThrowIfNull(readers);
        return new TableRetentionOptions(OrphanAge, new ExpiryTerms(HistoryAge, HistoryLength, MaxReferenceAge: null), new ThinningTerms(HourlyHistory, DailyHistory), readers.ReadTime) { SlowReadTime = SlowReadTime };
    }
}
