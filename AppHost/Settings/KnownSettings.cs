using MeshStarter.AppHost.Domains;
using MeshStarter.Contracts.Types;
using Microsoft.Extensions.Configuration;

namespace MeshStarter.AppHost.Settings;

/// <summary>
/// The settings that a user may give. Any other setting under <c>Mesh:</c> is refused, because a misspelt one would have no effect.
/// The AppHost's own settings for services (passwords, addresses) are not among them.
/// </summary>
internal static class KnownSettings
{
    private const string Section = "Mesh";

    // Validated against the services' options by a rule of tests/Architecture.Tests.
    private static readonly string[] Names =
    [
        "Audit:BatchSize", "Audit:Durability", "Audit:QueueLimit", "Audit:RetryDelay",
        "Data",
        "Database:Kind", "Database:StartTimeout",
        "Domains",
        "Identity:AcceptJwtType", "Identity:AudienceForm", "Identity:Audiences", "Identity:Authority", "Identity:Claims", "Identity:Clients",
        "Identity:Issuer:KeyLifetime", "Identity:Issuer:TokenLifetime", "Identity:Issuer:TokensPerSecond", "Identity:SharedAudience", "Identity:SubjectClaim", "Identity:TokenIssuer", "Identity:TokenScope",
        "Infrastructure",
        "Policy:Folder", "Policy:MaximumAge", "Policy:RefreshInterval",
        "Ports:Catalog", "Ports:Governance", "Ports:Offset", "Ports:Portal", "Ports:Query", "Ports:QueryTls",
        "Postgres:Binaries", "Postgres:OutsideFolder", "Postgres:User",
        "PublishInterval",
        "Query:AllowUnsandboxed", "Query:BufferMiB", "Query:BufferMiBPerSubject", "Query:ClientTimeout", "Query:CpuLimit", "Query:HoldLimit", "Query:IdleWorkers", "Query:LeastReadKiB",
        "Query:MaxResultMiB", "Query:MaxRows", "Query:MaxTextLength", "Query:MemoryMiB", "Query:Name", "Query:Peers", "Query:PublicUrl", "Query:QueueLimit", "Query:QueueLimitPerSubject",
        "Query:SpillFolder", "Query:SpillMiB", "Query:SpillMiBPerSubject", "Query:StallLimit", "Query:Threads", "Query:TimeLimit",
        "Query:WarmWorkers", "Query:Workers",
        "SignIn:AudienceScope", "SignIn:CommandLineClientId", "SignIn:PublicUrl", "SignIn:Scope", "SignIn:SessionLifetime", "SignIn:Store",
        "SourceData",
        "Storage:AzureBlob:AccountKey", "Storage:AzureBlob:Endpoint", "Storage:AzureBlob:Vending:ClientId", "Storage:AzureBlob:Vending:Lifetime", "Storage:Buckets", "Storage:CacheMiB", "Storage:Kind", "Storage:S3:Endpoint", "Storage:S3:PathStyle", "Storage:S3:Region",
        "Storage:S3:Vending:Endpoint", "Storage:S3:Vending:Lifetime", "Storage:S3:Vending:RoleArn",
        "Tables:DailyHistory", "Tables:HistoryAge", "Tables:HistoryLength", "Tables:HourlyHistory", "Tables:MetadataMiB",
        "Tables:OrphanAge", "Tables:PropertiesKiB", "Tables:RequestMiB",
    ];

    /// <summary>Verifies that each given setting has a reader. A domain's service validates the settings of its own section.</summary>
    /// <exception cref="StartRefusedException">A setting has no reader; the message names it and the most similar known setting.</exception>
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

    // Domain customer_care is project CustomerCare, whose settings have that name.
    private static string SectionOf(DomainProject domain) => domain.Domain.Replace("_", "", StringComparison.Ordinal);

    // The elements of a list belong to the list: Postgres:Binaries:0.
    private static bool IsOrHolds(string name, string key) => (key + ":").StartsWith(name + ":", StringComparison.OrdinalIgnoreCase);

    private static string Complaint(string key)
    {
        var meant = Suggestion.Nearest(key.ToUpperInvariant(), Names.Select(name => name.ToUpperInvariant()));
        return $"Setting {Section}:{key} is not known." + (meant is null ? "" : $" Did you mean {Section}:{Names.First(name => string.Equals(name, meant, StringComparison.OrdinalIgnoreCase))}?");
    }
}
