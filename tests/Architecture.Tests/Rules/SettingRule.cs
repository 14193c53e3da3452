using System.Text.RegularExpressions;

namespace MeshStarter.Architecture.Tests.Rules;

/// <summary>
/// The AppHost refuses a setting that it does not know, and the services are no assemblies of its own: its list has what
/// their options have, and nothing that no code reads.
/// </summary>
internal static partial class SettingRule
{
    // Settings that the AppHost itself gives each service.
    private static readonly string[] SetByTheAppHost =
        ["Audit:Folder", "Database:Credential", "Database:ServerHealth", "Hash:Secret", "Identity:Audience", "Identity:ClientId", "Identity:ClientSecret", "Identity:Credential", "Identity:Issuer:Audiences", "Identity:Issuer:Clients", "Identity:StartTimeout", "PublicUrl", "Query:Domains", "Storage",
         "Policy:StateFolder", "Storage:AzureBlob", "Storage:AzureBlob:Vending", "Storage:Bucket", "Storage:Cache", "Storage:S3", "Storage:S3:AccessKey", "Storage:S3:SecretKey", "Storage:S3:Vending", "Storage:S3:Vending:AccessKey", "Storage:S3:Vending:SecretKey"];

    /// <param name="list">The AppHost's list.</param>
    /// <param name="sources">Sources that may read settings.</param>
    public static IReadOnlyList<string> Violations(SourceFile list, IReadOnlyCollection<SourceFile> sources)
    {
        var known = Names(list);
        var unlisted =
            from option in Setting.OfOptions(sources)
            let name = option.Name["Mesh:".Length..]
            where !known.Contains(name, StringComparer.Ordinal) && !SetByTheAppHost.Contains(name, StringComparer.Ordinal)
            select $"{option.Path}: {option.Name} is refused by the AppHost. Fix: add \"{name}\" to {list.Path}.";
        var unread =
            from name in known
            where !sources.Any(source => IsRead(name, source.Text))
            select $"{list.Path}: no code reads Mesh:{name}. Fix: take it out.";
        return [.. unlisted, .. unread];
    }

    // By its whole name, or as a property of options whose section is named.
    private static bool IsRead(string name, string text) => text.Contains($"Mesh:{name}", StringComparison.Ordinal)
        || (name.LastIndexOf(':') is var end and > 0 && text.Contains($"Mesh:{name[..end]}", StringComparison.Ordinal) && Regex.IsMatch(text, $@"\b{name[(end + 1)..]}\b", RegexOptions.None, TimeSpan.FromMinutes(1)));

    /// <summary>The names that the AppHost's list has, without <c>Mesh:</c>.</summary>
    public static IReadOnlyList<string> Names(SourceFile list) => [.. Listed().Matches(list.Text).Select(name => name.Groups["name"].Value)];

    [GeneratedRegex("(?<=[\\[ ])\"(?<name>[A-Z]\\w+(:[A-Z]\\w+)*)\",", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 60_000)]
    private static partial Regex Listed();
}
