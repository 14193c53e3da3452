using System.Text.RegularExpressions;

namespace MeshStarter.Architecture.Tests.Rules;

/// <summary>
/// Each page of the portal is looked at for obstacles, one that services give also while they are away, and has its address in the portal's documentation.
/// </summary>
internal static partial class PageRule
{
    /// <param name="pages">The pages and the other components.</param>
    /// <param name="tests">The test that looks at pages.</param>
    /// <param name="away">The test of pages while a service is away.</param>
    /// <param name="docs">The documentation.</param>
    public static IEnumerable<string> Violations(IEnumerable<SourceFile> pages, SourceFile tests, SourceFile away, SourceFile docs) =>
        from page in pages
        from address in Address().Matches(page.Text).Select(match => match.Groups["address"].Value)
        let pattern = string.Join('/', address.Split('/').Select(part => part.StartsWith('{') ? """[^/"`]+""" : Regex.Escape(part)))
        from missing in ((SourceFile File, string Fix)[])[(tests, "look at it there"), .. IsOfServices().IsMatch(page.Text) ? [(away, "load it there")] : ((SourceFile, string)[])[], (docs, "add a row")]
        where !Regex.IsMatch(missing.File.Text, $"""["`]{pattern}["`?]""", RegexOptions.None, TimeSpan.FromMinutes(1))
        select $"{missing.File.Path}: {address} of {page.Path} is not there. Fix: {missing.Fix}.";

    // @page "/products/{Name}", but not the page of every other address
    [GeneratedRegex("""^@page "(?<address>/([^*"]*))"$""", RegexOptions.ExplicitCapture | RegexOptions.Multiline, matchTimeoutMilliseconds: 60_000)]
    private static partial Regex Address();

    // A page with forms is one that services give, too.
    [GeneratedRegex("^@inherits (ReadPage|FormPage)\\s*$", RegexOptions.ExplicitCapture | RegexOptions.Multiline, matchTimeoutMilliseconds: 60_000)]
    private static partial Regex IsOfServices();
}
