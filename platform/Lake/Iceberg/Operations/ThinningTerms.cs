namespace MeshStarter.Lake.Iceberg;

/// <summary>How long a few of a table's states stay after the others expired.</summary>
/// <param name="Hourly">One state of each hour stays so long; zero keeps none.</param>
/// <param name="Daily">One state of each day, in UTC, stays so long; zero keeps none.</param>
public sealed record ThinningTerms(TimeSpan Hourly, TimeSpan Daily)
{
    /// <summary>No state stays longer than others.</summary>
    public static ThinningTerms None { get; } = new(TimeSpan.Zero, TimeSpan.Zero);

    /// <summary>One state of each hour for a day, one of each day for 30 days.</summary>
    public static ThinningTerms Default { get; } = new(TimeSpan.FromDays(1), TimeSpan.FromDays(30));
}
