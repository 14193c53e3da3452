using System.Globalization;
using MeshStarter.Contracts.Texts;

namespace MeshStarter.Cli.Commands;

/// <summary>Formats quantities and domains for lines of text.</summary>
internal static class Words
{
    /// <summary>A number with its noun, such as <c>1 row</c> or <c>2 rows</c>.</summary>
    public static string Count(long number, string one, string? many = null) => string.Create(CultureInfo.InvariantCulture, $"{number} {(number == 1 ? one : many ?? one + "s")}");

    /// <summary>The domain of a caller or consumer, which a person may not have.</summary>
    public static string Domain(string? domain) => domain is null ? "no domain" : VisibleText.Line(domain);
}
