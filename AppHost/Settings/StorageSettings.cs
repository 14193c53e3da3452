using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;

namespace MeshStarter.AppHost.Settings;

/// <summary>The location of the domains' buckets: folders of this machine, or buckets of an existing S3 store.</summary>
/// <param name="Buckets">The folder of all buckets, or <c>s3://</c> and the prefix of their names.</param>
/// <param name="IsExternal">Whether it is an S3 store.</param>
/// <param name="Given">Further settings of every process that reads or writes tables, by variable.</param>
/// <param name="Vending">Settings of the catalog alone.</param>
internal sealed record StorageSettings(string Buckets, bool IsExternal, IReadOnlyDictionary<string, string> Given, IReadOnlyDictionary<string, string> Vending)
{
    private const string Section = "Mesh:Storage";
    private const string VendingSection = "S3:Vending";
    private const string Scheme = "s3://";

    /// <summary>Reads the settings.</summary>
    /// <exception cref="StartRefusedException">A setting cannot be used; the message names it, the reason and the fix.</exception>
    public static StorageSettings From(IDistributedApplicationBuilder builder, DataFolder data)
    {
        var configuration = builder.Configuration;
        var isExternal = IsS3(configuration);
        var given = configuration.GetSection(Section).AsEnumerable(makePathsRelative: true).Where(setting => setting.Value is { Length: > 0 } && !setting.Key.Equals("Kind", StringComparison.OrdinalIgnoreCase)).ToDictionary(setting => setting.Key, setting => setting.Value!, StringComparer.OrdinalIgnoreCase);
        if (!isExternal)
        {
            return given.Keys.Order(StringComparer.OrdinalIgnoreCase).FirstOrDefault() is { } unused
                ? throw new StartRefusedException($"Setting {Section}:{unused} counts only with Mesh:Storage:Kind=S3. Leave it out, or add that.")
                : builder.ExecutionContext.IsRunMode && !builder.Environment.IsDevelopment()
                    ? throw new StartRefusedException($"Setting Mesh:Storage:Kind: the environment is {builder.Environment.EnvironmentName}, and Folder keeps buckets in folders, which every process of this machine's user could write: that is for Development. Set it to S3, as docs/storage.md says.")
                    : new StorageSettings(Path.Combine(data.Path, "buckets"), IsExternal: false, given, given);
        }

        if (!given.TryGetValue("Buckets", out var buckets) || !buckets.StartsWith(Scheme, StringComparison.Ordinal) || buckets.Length == Scheme.Length)
        {
            throw new StartRefusedException($"Setting {Section}:Buckets is missing or none of an S3 store. Set it to s3:// and what the names of the domains' buckets begin with, such as s3://mesh-.");
        }

        var values = given.Where(setting => !setting.Key.Equals("Buckets", StringComparison.OrdinalIgnoreCase)).ToLookup(setting => setting.Key.StartsWith(VendingSection, StringComparison.OrdinalIgnoreCase));
        return new StorageSettings(buckets, IsExternal: true, Variables(values[false]), Variables(values[true]));
    }

    // The kind counts before the preset, which names one for databases, too.
    private static bool IsS3(IConfiguration configuration) =>
        SettingChoice.IsSecond(configuration, "Mesh:Storage:Kind", "Folder", "S3", "Leave it out for folders of this machine, or write S3 for a store, as docs/storage.md says.")
        ?? SettingChoice.IsSecond(configuration, "Mesh:Infrastructure", "Embedded", "External", "Leave it out for folders of this machine, or write External for an S3 store.")
        ?? false;

    /// <summary>Gets the bucket of a domain.</summary>
    public string BucketOf(string domain) => IsExternal ? Buckets + BucketName(domain) : Path.Combine(Buckets, domain);

    /// <summary>Gets the part of a bucket's name that is the domain's own; an S3 store permits no underscore.</summary>
    public static string BucketName(string domain) => domain.Replace('_', '-');

    /// <summary>Describes the storage for the start's output.</summary>
    public override string ToString() => IsExternal
        ? $"Storage: the domains' buckets are {Buckets}… at {(Given.TryGetValue("Mesh__Storage__S3__Endpoint", out var endpoint) ? endpoint : "Amazon S3")}."
        : $"Storage: the domains' buckets are folders in {Buckets}, which any process of this machine's user could write; that is a shortcut of Development.";

    private static Dictionary<string, string> Variables(IEnumerable<KeyValuePair<string, string>> settings) =>
        settings.ToDictionary(setting => "Mesh__Storage__" + setting.Key.Replace(":", "__", StringComparison.Ordinal), setting => setting.Value, StringComparer.OrdinalIgnoreCase);
}
