using System.Text.RegularExpressions;
using MeshStarter.Contracts.Types;

namespace MeshStarter.Cli.Findings;

/// <summary>Reads messages about SQL.</summary>
internal static partial class EngineMessage
{
    /// <summary>Returns the name that a message is about; null for none.</summary>
    public static string? NameIn(string message) => Named().Match(message) is { Success: true } named ? named.Groups["name"].Value : null;

    /// <summary>Returns the fix of a misspelt column.</summary>
    /// <param name="message">The message.</param>
    /// <param name="columns">The columns that there are.</param>
    /// <param name="otherwise">The fix where it is not about a name that is near one of them.</param>
    public static string Fix(string message, IEnumerable<string> columns, string otherwise) =>
        NameIn(message) is { } name && columns.ToList() is var known && !known.Contains(name, StringComparer.OrdinalIgnoreCase) && Suggestion.Nearest(name, known) is { } nearest ? $"Did you mean {nearest}?" : otherwise;

    // Referenced column "totl" not found in FROM clause! · Table "o" does not have a column named "totl" · Function 'summ' not registered
    [GeneratedRegex("""(?:[Cc]olumn|named|\bwith name|[Ff]unction) (?<quote>["'])(?<name>[^"']+)\k<quote>""", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex Named();
}
