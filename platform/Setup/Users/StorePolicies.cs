using MeshStarter.Platform.Setup.Buckets;

namespace MeshStarter.Platform.Setup.Users;

/// <summary>The policies of docs/storage, which are resources of this assembly.</summary>
internal static class StorePolicies
{
    /// <summary>The name of the catalog's own user.</summary>
    public const string Catalog = "catalog";

    /// <summary>The name of the user by which the catalog vends credentials.</summary>
    public const string Vending = "catalog_vending";

    /// <summary>Fills the policy of a user.</summary>
    /// <param name="user">The domain, <see cref="Catalog"/> or <see cref="Vending"/>.</param>
    /// <param name="buckets">The buckets of the store.</param>
    public static string Of(string user, BucketPlan buckets) =>
        Read(user switch { Catalog => "catalog", Vending => "vending", _ => "domain" })
            .Replace("{bucket}", buckets.NameOf(user), StringComparison.Ordinal)
            .Replace("{beginning}", buckets.Prefix, StringComparison.Ordinal);

    private static string Read(string policy)
    {
        using var reader = new StreamReader(typeof(StorePolicies).Assembly.GetManifestResourceStream($"{policy}.json")!);
        return reader.ReadToEnd();
    }
}
