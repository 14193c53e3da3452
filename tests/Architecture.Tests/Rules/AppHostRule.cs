using System.Text.RegularExpressions;
using MeshStarter.Architecture.Tests.House;

namespace MeshStarter.Architecture.Tests.Rules;

/// <summary>The AppHost is written against Aspire: it names nothing that only <c>platform/LocalAppModel</c> has.</summary>
internal static partial class AppHostRule
{
    // The namespaces of LocalAppModel that Aspire 13.5 has too.
    private static readonly string[] OfAspire =
        ["Aspire.Hosting", "Aspire.Hosting.ApplicationModel", "Aspire.Hosting.Eventing", "Aspire.Hosting.Lifecycle", "Aspire.Hosting.Publishing", "Aspire.Hosting.Testing"];

    public static IReadOnlyList<string> Violations(IEnumerable<SourceFile> appHost, IEnumerable<SourceFile> localAppModel)
    {
        var internals = localAppModel.SelectMany(source => Declaration().Matches(source.Text)).Select(match => match.Groups["name"].Value)
            .Distinct(StringComparer.Ordinal).Except(OfAspire, StringComparer.Ordinal).ToList();
        return
        [
            .. from source in appHost
               from name in Named().Matches(source.Text).Select(match => match.Value)
               where internals.Exists(inner => name == inner || name.StartsWith(inner + ".", StringComparison.Ordinal))
               select $"{source.Path}: it names {name}, which Aspire does not have.",
        ];
    }

    [GeneratedRegex(@"^namespace (?<name>[\w.]+)", RegexOptions.Multiline | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 60_000)]
    private static partial Regex Declaration();

    [GeneratedRegex(@"\bAspire\.Hosting(\.\w+)*", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 60_000)]
    private static partial Regex Named();
}
