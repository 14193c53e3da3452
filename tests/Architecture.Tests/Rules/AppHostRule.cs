using System.Text.RegularExpressions;

namespace MeshStarter.Architecture.Tests.Rules;

/// <summary>
/// The AppHost is written against Aspire: it names nothing that only <c>platform/LocalAppModel</c> has, and what it adds to resource builders is named as Aspire's
/// own extensions are.
/// </summary>
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

    public static IReadOnlyList<string> NameViolations(IEnumerable<SourceFile> appHost) =>
    [
        .. from source in appHost
           from name in Extension().Matches(source.Text).Select(match => match.Groups["name"].Value)
           where !name.StartsWith("Add", StringComparison.Ordinal) && !name.StartsWith("With", StringComparison.Ordinal)
           select $"{source.Path}: {name} extends a builder. Fix: call it Add… or With…, as Aspire does.",
    ];

    [GeneratedRegex(@"^namespace (?<name>[\w.]+)", RegexOptions.Multiline | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 60_000)]
    private static partial Regex Declaration();

    // With…<T>(this IResourceBuilder<T> …) and Add…(this IDistributedApplicationBuilder …)
    [GeneratedRegex(@"\b(?<name>\w+)(<\w+>)?\(\s*this I(ResourceBuilder<|DistributedApplicationBuilder\b)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 60_000)]
    private static partial Regex Extension();

    [GeneratedRegex(@"\bAspire\.Hosting(\.\w+)*", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 60_000)]
    private static partial Regex Named();
}
