using System.Text.RegularExpressions;

namespace MeshStarter.Portal.Sql;

/// <summary>The position of a page in the answer of a statement: the last segments of the query proxy's own address of it.</summary>
/// <param name="Phase"><c>queued</c> or <c>executing</c>.</param>
/// <param name="Id">The query.</param>
/// <param name="Slug">The page's secret: the proxy serves a page only with it.</param>
/// <param name="Token">The number of the page.</param>
internal sealed partial record StatementPosition(string Phase, string Id, string Slug, long Token)
{
    private const int Segments = 4;

    /// <summary>The position as the end of an address.</summary>
    public override string ToString() => $"{Phase}/{Id}/{Slug}/{Token}";

    /// <summary>Reads the end of an address of the query proxy, or of this portal; null where it is none.</summary>
    public static StatementPosition? Read(string? address)
    {
        var parts = address?.Split('/') ?? [];
        return parts.Length < Segments ? null : Of(parts[^4], parts[^3], parts[^2], parts[^1]);
    }

    /// <summary>Makes a position of its parts; null where one is not of its form.</summary>
    public static StatementPosition? Of(string phase, string id, string slug, string token) =>
        phase is "queued" or "executing" && IsQueryId(id) && Word().IsMatch(slug) && long.TryParse(token, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var number)
            ? new StatementPosition(phase, id, slug, number)
            : null;

    /// <summary>Whether a text has the form of a query's id.</summary>
    public static bool IsQueryId(string text) => Word().IsMatch(text);

    [GeneratedRegex("^[A-Za-z0-9_]{1,100}$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex Word();
}
