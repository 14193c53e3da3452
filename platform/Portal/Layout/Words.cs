using System.Globalization;
using MeshStarter.Contracts.Texts;

namespace MeshStarter.Portal.Layout;

/// <summary>Formats numbers, quantities and domains for pages.</summary>
internal static class Words
{
    private static readonly string[] Units = ["B", "KiB", "MiB", "GiB", "TiB", "PiB"];

    /// <summary>A whole number with its thousands apart, such as <c>12,345</c>; a dash for one that is not known.</summary>
    public static string Number(long? number) => number?.ToString("N0", CultureInfo.InvariantCulture) ?? "–";

    /// <summary>A number with its noun, such as <c>1 row</c> or <c>2 rows</c>.</summary>
    public static string Count(long number, string one, string? many = null) => $"{Number(number)} {(number == 1 ? one : many ?? one + "s")}";

    /// <summary>The domain of a caller or consumer, which a person may not have.</summary>
    public static string Domain(string? domain) => domain is null ? "no domain" : VisibleText.Line(domain);

    /// <summary>A size, such as <c>1.4 MiB</c>; a dash for one that is not known.</summary>
    public static string Bytes(long? bytes)
    {
        if (bytes is not { } size)
        {
            return "–";
        }

        var (value, unit) = ((double)size, 0);
        for (; value >= 1024 && unit < Units.Length - 1; unit++)
        {
            value /= 1024;
        }

        return value.ToString(unit == 0 || value >= 100 ? "F0" : "F1", CultureInfo.InvariantCulture) + " " + Units[unit];
    }

    /// <summary>The time that something took, such as <c>340 ms</c> or <c>2.5 s</c>.</summary>
    public static string Took(long milliseconds) => milliseconds switch
    {
        < 1_000 => $"{milliseconds} ms",
        < 90_000 => string.Create(CultureInfo.InvariantCulture, $"{milliseconds / 1_000d:0.#} s"),
        _ => Duration(TimeSpan.FromMilliseconds(milliseconds)),
    };

    /// <summary>The time between two moments, such as <c>4 s</c>, <c>12 min</c>, <c>3 h</c> or <c>5 days</c>.</summary>
    public static string Duration(TimeSpan time) => time switch
    {
        { TotalSeconds: < 1 } => "0 s",
        { TotalSeconds: < 90 } => $"{time.TotalSeconds:F0} s",
        { TotalMinutes: < 90 } => $"{time.TotalMinutes:F0} min",
        { TotalHours: < 36 } => $"{time.TotalHours:F0} h",
        _ => $"{time.TotalDays:F0} days",
    };
}
