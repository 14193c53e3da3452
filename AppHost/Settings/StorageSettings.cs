using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;

namespace MeshStarter.AppHost.Settings;

/// <summary>The location of the domains' buckets: folders of this machine, buckets of an existing S3 store, or containers of a storage account of Azure.</summary>
/// <param name="Kind">Which of them.</param>
/// <param name="Buckets">The folder of all buckets, or <c>s3://</c> or <c>abfss://</c> and the prefix of their names.</param>
/// <param name="Given">Further settings of every process that reads or writes tables, by variable.</param>
/// <param name="Own">Settings of the processes that have credentials of their own.</param>
/// <param name="Vending">Settings of the catalog alone.</param>
internal sealed record StorageSettings(StorageKind Kind, string Buckets, IReadOnlyDictionary<string, string> Given, IReadOnlyDictionary<string, string> Own, IReadOnlyDictionary<string, string> Vending)
{
    private const string Section = "Mesh:Storage";
    private const string KindSetting = $"{Section}:Kind";
    private const string AccountKey = "AzureBlob:AccountKey";
    private const string Containers = "abfss://mesh-";

    /// <summary>Whether it is a store elsewhere, and not folders of this machine.</summary>
    public bool IsExternal => Kind != StorageKind.Folder;

    /// <summary>The folder of all buckets; null with a store elsewhere.</summary>
    public string? Folder => IsExternal ? null : Buckets;

    private string Scheme => Kind == StorageKind.S3 ? "s3://" : "abfss://";

    /// <summary>Reads the settings.</summary>
    /// <exception cref="StartRefusedException">A setting cannot be used; the message names it, the reason and the fix.</exception>
    public static StorageSettings From(IDistributedApplicationBuilder builder, DataFolder data)
    {
        var configuration = builder.Configuration;
        var kind = KindOf(configuration);
        var given = configuration.GetSection(Section).AsEnumerable(makePathsRelative: true).Where(setting => setting.Value is { Length: > 0 } && !Is(setting.Key, "Kind")).ToDictionary(setting => setting.Key, setting => setting.Value!, StringComparer.OrdinalIgnoreCase);
        if (given.Keys.Order(StringComparer.OrdinalIgnoreCase).FirstOrDefault(key => !CountsWith(kind, key)) is { } unused)
        {
            throw new StartRefusedException($"Setting {Section}:{unused} counts only with {KindSetting}={(unused.StartsWith(nameof(StorageKind.AzureBlob), StringComparison.OrdinalIgnoreCase) ? StorageKind.AzureBlob : StorageKind.S3)}. Leave it out, or add that.");
        }

        if (kind == StorageKind.Folder)
        {
            return builder.ExecutionContext.IsRunMode && !builder.Environment.IsDevelopment()
                ? throw new StartRefusedException($"Setting {KindSetting}: the environment is {builder.Environment.EnvironmentName}, and Folder keeps buckets in folders, which every process of this machine's user could write: that is for Development. Set it to S3 or AzureBlob, as docs/storage.md says.")
                : new StorageSettings(kind, Path.Combine(data.Path, "buckets"), given, given, given);
        }

        RefuseKey(builder, given);
        var settings = given.Where(setting => !Is(setting.Key, "Buckets")).ToLookup(setting => setting.Key.Contains(":Vending:", StringComparison.OrdinalIgnoreCase) ? "vending" : Is(setting.Key, AccountKey) ? "own" : "all");
        var storage = new StorageSettings(kind, given.GetValueOrDefault("Buckets", kind == StorageKind.AzureBlob ? Containers : ""), Variables(settings["all"]), Variables(settings["own"]), Variables(settings["vending"]));
        storage.Require(builder.ExecutionContext.IsRunMode);
        return storage;
    }

    /// <summary>Gets the bucket of a domain.</summary>
    public string BucketOf(string domain) => IsExternal ? Buckets + BucketName(domain) : Path.Combine(Buckets, domain);

    /// <summary>Gets the part of a bucket's name that is the domain's own; object stores permit no underscore.</summary>
    public static string BucketName(string domain) => domain.Replace('_', '-');

    /// <summary>Describes the storage for the start's output.</summary>
    public override string ToString() => Kind switch
    {
        StorageKind.S3 => $"Storage: the domains' buckets are {Buckets}… at {Given.GetValueOrDefault("Mesh__Storage__S3__Endpoint", "Amazon S3")}.",
        StorageKind.AzureBlob => $"Storage: the domains' containers are {Buckets}… at {Given.GetValueOrDefault("Mesh__Storage__AzureBlob__Endpoint", "the published account")}.",
        _ => $"Storage: the domains' buckets are folders in {Buckets}, which any process of this machine's user could write; that is a shortcut of Development.",
    };

    // The kind counts before the preset, which names one for databases, too.
    private static StorageKind KindOf(IConfiguration configuration) => configuration[KindSetting] switch
    {
        { Length: > 0 } name => Array.Find(Enum.GetValues<StorageKind>(), kind => Is(name, kind.ToString())) is var kind && Is(name, kind.ToString())
            ? kind
            : throw new StartRefusedException($"Setting {KindSetting}: \"{name}\" is none of {string.Join(", ", Enum.GetNames<StorageKind>())}. Leave it out for folders of this machine, or write S3 or AzureBlob for a store, as docs/storage.md says."),
        _ => Is(configuration["Mesh:Infrastructure"] ?? "", "External") ? StorageKind.S3 : StorageKind.Folder,
    };

    // A setting of a store's own kind has the kind's name.
    private static bool CountsWith(StorageKind kind, string key) =>
        kind != StorageKind.Folder && (key.Split(':', 2)[0] is var section && (!Enum.TryParse<StorageKind>(section, ignoreCase: true, out var of) || of == kind));

    private static void RefuseKey(IDistributedApplicationBuilder builder, Dictionary<string, string> given)
    {
        if (given.ContainsKey(AccountKey) && !(builder.ExecutionContext.IsRunMode && builder.Environment.IsDevelopment()))
        {
            throw new StartRefusedException($"Setting {Section}:{AccountKey}: the key opens every container of the account: it is for Development. Leave it out: a published mesh has managed identities, as docs/storage.md says.");
        }
    }

    private void Require(bool isRun)
    {
        if (!Buckets.StartsWith(Scheme, StringComparison.Ordinal) || Buckets.Length == Scheme.Length)
        {
            throw new StartRefusedException(Kind == StorageKind.S3
                ? $"Setting {Section}:Buckets is missing or none of an S3 store. Set it to s3:// and what the names of the domains' buckets begin with, such as s3://mesh-."
                : $"Setting {Section}:Buckets: {Buckets} is none of a storage account. Leave it out, or set it to abfss:// and what the names of the domains' containers begin with, such as {Containers}.");
        }

        // What is published has the endpoint of its own account.
        if (Kind == StorageKind.AzureBlob && isRun && !Given.ContainsKey("Mesh__Storage__AzureBlob__Endpoint"))
        {
            throw new StartRefusedException($"Setting {Section}:AzureBlob:Endpoint is missing. Set it to the account's blob endpoint, such as https://account.blob.core.windows.net.");
        }
    }

    private static bool Is(string one, string other) => one.Equals(other, StringComparison.OrdinalIgnoreCase);

    private static Dictionary<string, string> Variables(IEnumerable<KeyValuePair<string, string>> settings) =>
        settings.ToDictionary(setting => "Mesh__Storage__" + setting.Key.Replace(":", "__", StringComparison.Ordinal), setting => setting.Value, StringComparer.OrdinalIgnoreCase);
}
