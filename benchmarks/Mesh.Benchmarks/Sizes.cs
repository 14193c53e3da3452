namespace MeshStarter.Mesh.Benchmarks;

/// <summary>Sizes of the measures; by default those of the goals.</summary>
internal sealed record Sizes
{
    public const string Usage = "rows=… commits=… events=… seconds=… products=…";

    /// <summary>Rows of a grown table.</summary>
    public int Rows { get; init; } = 1_000_000;

    /// <summary>Commits of a grown table.</summary>
    public int Commits { get; init; } = 10_000;

    /// <summary>Events of a stream.</summary>
    public int Events { get; init; } = 500_000;

    /// <summary>Duration of a measure.</summary>
    public int Seconds { get; init; } = 60;

    /// <summary>Products of a catalog.</summary>
    public int Products { get; init; } = 10_000;

    /// <summary>Parses the arguments; null if they are invalid.</summary>
    public static Sizes? Read(IEnumerable<string> given)
    {
        var sizes = new Sizes();
        return SizeArguments.Read(given, ["rows", "commits", "events", "seconds", "products"]) is not { } numbers ? null : sizes with
        {
            Rows = numbers.GetValueOrDefault("rows", sizes.Rows),
            Commits = numbers.GetValueOrDefault("commits", sizes.Commits),
            Events = numbers.GetValueOrDefault("events", sizes.Events),
            Seconds = numbers.GetValueOrDefault("seconds", sizes.Seconds),
            Products = numbers.GetValueOrDefault("products", sizes.Products),
        };
    }
}
