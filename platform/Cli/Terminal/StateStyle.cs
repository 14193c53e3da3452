using Spectre.Console;

namespace MeshStarter.Cli.Terminal;

/// <summary>Colours of the words of states in tables.</summary>
internal static class StateStyle
{
    private static readonly Dictionary<string, Color> Colours = new(StringComparer.Ordinal)
    {
        ["healthy"] = Color.Green,
        ["met"] = Color.Green,
        ["ok"] = Color.Green,
        ["succeeded"] = Color.Green,
        ["at risk"] = Color.Yellow,
        ["degraded"] = Color.Yellow,
        ["quarantined"] = Color.Yellow,
        ["breached"] = Color.Red,
        ["failed"] = Color.Red,
        ["missing"] = Color.Red,
    };

    /// <summary>The style of a cell; null for none of its own.</summary>
    public static Style? Of(string cell) => Colours.TryGetValue(cell, out var colour) ? new Style(colour) : default(Style?);
}
