using MeshStarter.Platform.Storage;
using MeshStarter.Platform.Storage.Settings;

namespace MeshStarter.Platform.Setup.Buckets;

/// <summary>The buckets of a store that are to be there.</summary>
/// <param name="Domains"><c>Mesh:Setup:Buckets</c>: the domains with a bucket each, and <c>platform</c>.</param>
/// <param name="Storage"><c>Mesh:Storage</c>: the store, with the credentials of its administrator.</param>
internal sealed record BucketPlan(IReadOnlyList<string> Domains, StorageOptions Storage)
{
    /// <summary>The bucket that no domain owns.</summary>
    public const string Platform = "platform";

    private const int LongestBucketName = 63;

    /// <summary>The names of the buckets.</summary>
    public IEnumerable<string> Names => Domains.Select(NameOf);

    /// <summary>The common prefix of their names.</summary>
    public string Prefix => Storage.Buckets![Scheme.Length..];

    /// <summary>The S3 store.</summary>
    public S3Options Store => Storage.S3;

    private string Scheme => Storage.IsAzureBlob ? BucketLocation.AzureBlob : BucketLocation.S3;

    /// <summary>The name of a domain's bucket.</summary>
    public string NameOf(string domain) => new BucketNames(Storage.Buckets!).Of(domain)[Scheme.Length..];

    /// <summary>Reads the settings; <see cref="Problems"/> says what is wrong with them.</summary>
    public static BucketPlan Read(string domains, StorageOptions storage) =>
        new([.. domains.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Distinct(StringComparer.Ordinal)], storage);

    /// <summary>Validates: a line for each wrong setting.</summary>
    public IEnumerable<string> Problems()
    {
        if (Storage.Buckets is not { } beginning || !beginning.StartsWith(Scheme, StringComparison.Ordinal) || beginning.Length == Scheme.Length)
        {
            yield return "Setting Mesh:Storage:Buckets: missing or none of an object store. Fix: set it to s3:// or abfss:// and the common prefix of the buckets' names, such as s3://mesh-.";
            yield break;
        }

        if (Domains.Count == 0)
        {
            yield return "Setting Mesh:Setup:Buckets: it names no domain. Fix: names of domains, separated by commas.";
        }

        foreach (string name in Names.Where(name => name.Length is < 3 or > LongestBucketName || !name.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '-')))
        {
            yield return $"Setting Mesh:Setup:Buckets: {name} is no bucket's name. Fix: names of domains, separated by commas; with the prefix 3 to {LongestBucketName} of a-z, 0-9 and -.";
        }

        foreach (string problem in Storage.IsAzureBlob ? ProblemsOfAccount() : ProblemsOfStore())
        {
            yield return problem;
        }
    }

    // The setup is run by an administrator, who may have the account's key.
    private IEnumerable<string> ProblemsOfAccount() => AzureBlobProblems.OfOwner(Storage.AzureBlob, isDevelopment: true) is { } problem ? [problem] : [];

    private IEnumerable<string> ProblemsOfStore()
    {
        if (Store is not { AccessKey.Length: > 0, SecretKey.Length: > 0 })
        {
            yield return "Setting Mesh:Storage:S3: AccessKey or SecretKey is missing. Fix: give the keys of the store's administrator, to the setup alone.";
        }

        if (Store.Endpoint is { Length: > 0 } endpoint && (!Uri.TryCreate(endpoint, UriKind.Absolute, out var address) || address.Scheme is not ("http" or "https")))
        {
            yield return $"Setting Mesh:Storage:S3:Endpoint: \"{endpoint}\" is no http or https address. Fix: such as https://minio.example.org:9000.";
        }
    }
}
