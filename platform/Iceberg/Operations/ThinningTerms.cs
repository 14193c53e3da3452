namespace MeshStarter.Platform.Iceberg.Operations;

/// <summary>Settings for the few states of a table that stay after the others expire.</summary>
/// <param name="Hourly">How long one state of each hour stays; zero keeps none.</param>
/// <param name="Daily">How long one state of each day, in UTC, stays; zero keeps none.</param>
public sealed record ThinningTerms(TimeSpan Hourly, TimeSpan Daily)
{
    /// <summary>No state stays longer than others.</summary>
    public static ThinningTerms None { get; } = new(TimeSpan.Zero, TimeSpan.Zero);

    /// <summary>One state of each hour for a day, one of each day for 30 days.</summary>
    public static ThinningTerms Default { get; } = new(TimeSpan.FromDays(1), TimeSpan.FromDays(30));
}
