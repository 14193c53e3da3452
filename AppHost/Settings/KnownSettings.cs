using MeshStarter.AppHost.Domains;
using Microsoft.Extensions.Configuration;

namespace MeshStarter.AppHost.Settings;

/// <summary>
/// The settings that may be given. Another one under <c>Mesh:</c> is refused: misspelt, it would change nothing and no one
/// would say so. What the AppHost itself tells the services (passwords, addresses) is not among them.
/// </summary>
internal static class KnownSettings
{
    private const string Section = "Mesh";

    // Validated against the services' options by a rule of tests/Architecture.Tests.
    private static readonly string[] Names =
    [
        "Audit:BatchSize", "Audit:QueueLimit", "Audit:RetryDelay",
        "Data",
        "Database:StartTimeout",
        "Identity:AcceptJwtType", "Identity:Authority",
        "Identity:Issuer:KeyLifetime", "Identity:Issuer:TokenLifetime", "Identity:Issuer:TokensPerSecond",
        "Infrastructure",
        "Policy:Folder", "Policy:MaximumAge", "Policy:RefreshInterval",
        "Ports:Catalog", "Ports:Governance", "Ports:Offset", "Ports:Portal", "Ports:Query", "Ports:QueryTls",
        "Postgres:Binaries", "Postgres:OutsideFolder", "Postgres:User",
        "PublishInterval",
        "Query:ClientTimeout", "Query:CpuLimit", "Query:MaxResultMiB", "Query:MaxRows", "Query:MaxTextLength", "Query:MemoryMiB",
        "Query:QueueLimit", "Query:StallLimit", "Query:Threads", "Query:TimeLimit", "Query:WarmWorkers", "Query:Workers",
        "SourceData",
        "Storage:Buckets", "Storage:CacheMiB", "Storage:S3:Endpoint", "Storage:S3:PathStyle", "Storage:S3:Region",
        "Storage:S3:Vending:Endpoint", "Storage:S3:Vending:Lifetime", "Storage:S3:Vending:RoleArn",
        "Tables:DailyHistory", "Tables:HistoryAge", "Tables:HistoryLength", "Tables:HourlyHistory", "Tables:OrphanAge",
    ];

    /// <summary>Makes sure that somebody reads each setting that was given. What is in a domain's own section is its service's to refuse.</summary>
    /// <exception cref="StartRefusedException">No code reads one; the message names it and the one that was probably meant.</exception>
    public static void Require(IConfiguration configuration, IReadOnlyList<DomainProject> domains)
    {
        var unknown = configuration.GetSection(Section).AsEnumerable(makePathsRelative: true)
            .Where(setting => setting.Value is not null)
            .Select(setting => setting.Key)
            .Where(key => !Names.Any(name => IsOrHolds(name, key)) && !domains.Any(domain => IsOrHolds(SectionOf(domain), key)))
            .Order(StringComparer.OrdinalIgnoreCase)
            .Select(Complaint)
            .ToList();
        if (unknown.Count > 0)
        {
            throw new StartRefusedException($"{string.Join(' ', unknown)} docs/settings.md lists every setting.");
        }
    }

    // customer_care is the domain of project CustomerCare, whose settings are under that name.
    private static string SectionOf(DomainProject domain) => domain.Domain.Replace("_", "", StringComparison.Ordinal);

    // A list's elements count with the list: Postgres:Binaries:0.
    private static bool IsOrHolds(string name, string key) => (key + ":").StartsWith(name + ":", StringComparison.OrdinalIgnoreCase);

    private static string Complaint(string key)
    {
        var (name, edits) = Names.Select(name => (Name: name, Edits: Edits(key, name))).MinBy(candidate => candidate.Edits);
        return $"Setting {Section}:{key} is not known." + (edits <= Math.Max(2, key.Length / 3) ? $" Did you mean {Section}:{name}?" : "");
    }

    // How many letters to add, leave out or replace (Levenshtein's distance).
    private static int Edits(string given, string name)
    {
        var row = Enumerable.Range(0, name.Length + 1).ToArray();
        for (var i = 1; i <= given.Length; i++)
        {
            var diagonal = row[0]++;
            for (var j = 1; j <= name.Length; j++)
            {
                var replaced = diagonal + (char.ToUpperInvariant(given[i - 1]) == char.ToUpperInvariant(name[j - 1]) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(replaced, Math.Min(row[j], row[j - 1]) + 1);
            }
        }

        return row[^1];
    }
}
