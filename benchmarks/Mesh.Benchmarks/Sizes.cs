using System.Globalization;

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
        foreach (var text in given)
        {
            if (text.Split('=') is not [var name, var value] || !int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) || number == 0)
            {
                return null;
            }

            switch (name)
            {
                case "rows": sizes = sizes with { Rows = number }; break;
                case "commits": sizes = sizes with { Commits = number }; break;
                case "events": sizes = sizes with { Events = number }; break;
                case "seconds": sizes = sizes with { Seconds = number }; break;
                case "products": sizes = sizes with { Products = number }; break;
                default: return null;
            }
        }

        return sizes;
    }
}
