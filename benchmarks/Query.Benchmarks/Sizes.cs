using MeshStarter.Mesh.Benchmarks;

namespace MeshStarter.Query.Benchmarks;

/// <summary>Sizes of the measures; by default those of the goals.</summary>
internal sealed record Sizes
{
    public const string Usage = "rows=… runs=… seconds=…";

    /// <summary>Rows of the large product.</summary>
    public int Rows { get; init; } = 10_000_000;

    /// <summary>Runs of each large query, by turns with the engine alone.</summary>
    public int Runs { get; init; } = 9;

    /// <summary>Duration of each measure of small queries.</summary>
    public int Seconds { get; init; } = 10;

    /// <summary>Parses the arguments; null if they are invalid.</summary>
    public static Sizes? Read(IEnumerable<string> given)
    {
        var sizes = new Sizes();
        return SizeArguments.Read(given, ["rows", "runs", "seconds"]) is not { } numbers ? null : sizes with
        {
            Rows = numbers.GetValueOrDefault("rows", sizes.Rows),
            Runs = numbers.GetValueOrDefault("runs", sizes.Runs),
            Seconds = numbers.GetValueOrDefault("seconds", sizes.Seconds),
        };
    }
}
