using System.Net;
using System.Text.RegularExpressions;

namespace MeshStarter.Portal.Tests.Running;

/// <summary>The text of a page, without what only a browser reads.</summary>
internal static partial class PageText
{
    /// <summary>The text as a reader sees it.</summary>
    public static string Read(string html) => Space().Replace(WebUtility.HtmlDecode(Tag().Replace(Inline().Replace(html, ""), " ")), " ").Trim();

    /// <summary>The text below the bar.</summary>
    public static string ReadMain(string html) => Read(MainElement().Match(html).Value);

    [GeneratedRegex("<main.*</main>", RegexOptions.Singleline, matchTimeoutMilliseconds: 60_000)]
    private static partial Regex MainElement();

    [GeneratedRegex("<[^>]*>", RegexOptions.None, matchTimeoutMilliseconds: 60_000)]
    private static partial Regex Tag();

    // In the middle of a sentence or a name, or before a full stop.
    [GeneratedRegex("</?(?:time|wbr)[^>]*>", RegexOptions.None, matchTimeoutMilliseconds: 60_000)]
    private static partial Regex Inline();

    [GeneratedRegex(@"\s+", RegexOptions.None, matchTimeoutMilliseconds: 60_000)]
    private static partial Regex Space();
}
