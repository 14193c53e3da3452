using MeshStarter.AppHost.Domains;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;

namespace MeshStarter.AppHost.Settings;

/// <summary>The settings of this start: <c>Mesh:*</c> of the command line, the environment or appsettings.</summary>
internal sealed record MeshSettings
{
    /// <summary>The domains that a start runs; below it the addresses of those that it does not.</summary>
    public const string DomainsKey = "Mesh:Domains";

    // Settings that the AppHost itself reads; all others under Mesh are passed on to the services.
    private static readonly string[] Own =
        ["Data", "SourceData", "Ports", "Simulator", "Storage", "PublicUrl", "Infrastructure", "Database:Kind", "Identity:Authority", "Identity:Audience", "Identity:ClientId", "Identity:ClientSecret", "Identity:Issuer:Clients", "Identity:Issuer:Audiences"];

    /// <summary>Absolute path of the repository.</summary>
    public required string Repository { get; init; }

    /// <summary>The domains below <c>domains/</c>.</summary>
    public required IReadOnlyList<DomainProject> AllDomains { get; init; }

    /// <summary>The domains that this start runs.</summary>
    public required IReadOnlyList<DomainProject> Domains { get; init; }

    /// <summary>The domains that have a place in the mesh and whose services this start does not run; none in a published application.</summary>
    public required IReadOnlyList<ElsewhereDomain> Elsewhere { get; init; }

    /// <summary>The names of all domains that have a place in this mesh.</summary>
    public IReadOnlyList<string> DomainNames => [.. Domains.Select(project => project.Domain), .. Elsewhere.Select(domain => domain.Domain)];

    /// <summary>The folder of all state.</summary>
    public required DataFolder Data { get; init; }

    /// <summary>Absolute path of the folder to import; null without an import at this start.</summary>
    public required string? SourceData { get; init; }

    /// <summary>The fixed ports; null if every port is random.</summary>
    public required MeshPorts? Ports { get; init; }

    /// <summary>The ports of the domains, stored in the data folder; null if every port is random.</summary>
    public required StoredPorts? StoredPorts { get; init; }

    /// <summary>A real OIDC provider; null with the development issuer.</summary>
    public required string? Authority { get; init; }

    /// <summary>The client ids of services at the provider, by their names: the first identifier of <c>Mesh:Identity:Clients</c>.</summary>
    public required IReadOnlyDictionary<string, string> ClientIds { get; init; }

    /// <summary>The one address at which readers reach all services; null where each has its own.</summary>
    public string? PublicUrl => Forwarded.GetValueOrDefault("Mesh__Query__PublicUrl") is { Length: > 0 } given ? given : null;

    /// <summary>The environment of all services.</summary>
    public required string EnvironmentName { get; init; }

    /// <summary>Further settings under <c>Mesh:</c>, passed on to every service.</summary>
    public required IReadOnlyDictionary<string, string> Forwarded { get; init; }

    /// <summary>Whether the simulator is on. A published application has none.</summary>
    public required bool Simulated { get; init; }

    /// <summary>The origin of the services' databases.</summary>
    public required DatabaseSettings Databases { get; init; }

    /// <summary>The location of all domains' buckets.</summary>
    public required StorageSettings Storage { get; init; }

    /// <summary>Reads the settings.</summary>
    /// <exception cref="StartRefusedException">A setting cannot be used; the message names it, the reason and the fix.</exception>
    public static MeshSettings From(IDistributedApplicationBuilder builder)
    {
        var configuration = builder.Configuration;
        var repository = Path.GetFullPath(Path.Combine(builder.AppHostDirectory, ".."));
        var authority = configuration["Mesh:Identity:Authority"] is { Length: > 0 } given ? given : null;
        if (authority is null && !builder.Environment.IsDevelopment() && builder.ExecutionContext.IsRunMode)
        {
            throw new StartRefusedException(
                $"Setting Mesh:Identity:Authority is missing: the environment is {builder.Environment.EnvironmentName}, and the development issuer exists only in Development. Set it to your OIDC provider's issuer address.");
        }

        var source = SourceFolder(configuration, repository);
        var data = DataFolder.Find(configuration, repository, source is not null);
        // An interrupted import resumes by itself; existing rows do not change.
        source ??= data.Imported && authority is null && ImportNote.Read(data.Path) is { IsUnfinished: true, Folder: var begun } && Directory.Exists(begun) ? begun : null;
        var domains = DomainProject.FindAll(repository);
        var chosen = Chosen(configuration[DomainsKey], domains);
        var randomPorts = builder.ExecutionContext.IsPublishMode || configuration.GetValue("DcpPublisher:RandomizePorts", defaultValue: false);
        return new MeshSettings
        {
            Repository = repository,
            AllDomains = domains,
            Domains = chosen,
            Elsewhere = builder.ExecutionContext.IsRunMode ? ElsewhereDomain.Read(configuration, chosen) : [],
            Data = data,
            Databases = DatabaseSettings.From(configuration),
            Storage = StorageSettings.From(builder, data),
            SourceData = source,
            Simulated = builder.ExecutionContext.IsRunMode && !data.Imported,
            Ports = randomPorts ? null : MeshPorts.From(configuration),
            StoredPorts = randomPorts ? null : StoredPorts.Open(data.Path),
            Authority = authority,
            ClientIds = configuration.GetSection("Mesh:Identity:Clients").GetChildren()
                .Select(client => (client.Key, Id: (client.Value ?? client["0"] ?? "").Split(',')[0].Trim()))
                .Where(client => client.Id.Length > 0)
                .ToDictionary(client => client.Key, client => client.Id, StringComparer.Ordinal),
            EnvironmentName = builder.Environment.EnvironmentName,
            Forwarded = configuration.GetSection("Mesh").AsEnumerable(makePathsRelative: true)
                .Where(setting => setting.Value is not null && !string.Equals(setting.Key, "Domains", StringComparison.OrdinalIgnoreCase) && !Own.Any(own => (setting.Key + ":").StartsWith(own + ":", StringComparison.OrdinalIgnoreCase)))
                .ToDictionary(setting => "Mesh__" + setting.Key.Replace(":", "__", StringComparison.Ordinal), setting => setting.Value!, StringComparer.OrdinalIgnoreCase),
        };
    }

    private static IReadOnlyList<DomainProject> Chosen(string? names, IReadOnlyList<DomainProject> domains)
    {
        if (string.IsNullOrWhiteSpace(names))
        {
            return domains;
        }

        var chosen = names.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).ToHashSet(StringComparer.Ordinal);
        return chosen.FirstOrDefault(name => domains.All(domain => domain.Domain != name)) is { } unknown
            ? throw new StartRefusedException($"Setting {DomainsKey}: there is no domain {unknown} below domains/. Name some of {string.Join(", ", domains.Select(domain => domain.Domain))}, separated by commas, or leave the setting out for all.")
            : [.. domains.Where(domain => chosen.Contains(domain.Domain))];
    }

    private static string? SourceFolder(IConfiguration configuration, string repository)
    {
        if (configuration["Mesh:SourceData"] is not { Length: > 0 } given)
        {
            return null;
        }

        const string fix = "Give the folder that holds orders.csv and its companions; a relative path counts from the repository's root.";
        var folder = Path.GetFullPath(given, repository);
        if (!Directory.Exists(folder))
        {
            throw new StartRefusedException($"Setting Mesh:SourceData: there is no folder {folder}. {fix}");
        }

        // Each domain determines which files it imports; all are CSV files.
        return Directory.EnumerateFiles(folder, "*.csv").Any()
            ? folder
            : throw new StartRefusedException($"Setting Mesh:SourceData: there is no CSV file in {folder}. {fix}");
    }
}
