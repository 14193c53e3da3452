using System.Globalization;

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
        foreach (var text in given)
        {
            if (text.Split('=') is not [var name, var value] || !int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) || number == 0)
            {
                return null;
            }

            switch (name)
            {
                case "rows": sizes = sizes with { Rows = number }; break;
                case "runs": sizes = sizes with { Runs = number }; break;
                case "seconds": sizes = sizes with { Seconds = number }; break;
                default: return null;
            }
        }

        return sizes;
    }
}
