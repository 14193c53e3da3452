using MeshStarter.Platform.Storage.S3;
using MeshStarter.Platform.Storage.Settings;

namespace MeshStarter.Platform.Setup.Buckets;

/// <summary>The buckets of a store that are to be there.</summary>
/// <param name="Domains"><c>Mesh:Setup:Buckets</c>: the domains with a bucket each, and <c>platform</c>.</param>
/// <param name="Beginning"><c>Mesh:Storage:Buckets</c>: <c>s3://</c> and the common prefix of their names.</param>
/// <param name="Store"><c>Mesh:Storage:S3</c>: the store, with the keys of its administrator.</param>
internal sealed record BucketPlan(IReadOnlyList<string> Domains, string? Beginning, S3Options Store)
{
    /// <summary>The bucket that no domain owns.</summary>
    public const string Platform = "platform";

    private const int LongestBucketName = 63;

    /// <summary>The names of the buckets.</summary>
    public IEnumerable<string> Names => Domains.Select(NameOf);

    /// <summary>The common prefix of their names.</summary>
    public string Prefix => Beginning![S3Location.Scheme.Length..];

    /// <summary>The name of a domain's bucket.</summary>
    public string NameOf(string domain) => new BucketNames(Beginning!).Of(domain)[S3Location.Scheme.Length..];

    /// <summary>Reads the settings; <see cref="Problems"/> says what is wrong with them.</summary>
    public static BucketPlan Read(string domains, string? beginning, S3Options store) =>
        new([.. domains.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Distinct(StringComparer.Ordinal)], beginning, store);

    /// <summary>Validates: a line for each wrong setting.</summary>
    public IEnumerable<string> Problems()
    {
        if (Beginning is null || !Beginning.StartsWith(S3Location.Scheme, StringComparison.Ordinal) || Beginning.Length == S3Location.Scheme.Length)
        {
            yield return "Setting Mesh:Storage:Buckets: missing or none of an S3 store. Fix: set it to s3:// and the common prefix of the buckets' names, such as s3://mesh-.";
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
