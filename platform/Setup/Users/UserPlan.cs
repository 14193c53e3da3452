using MeshStarter.Platform.Setup.Buckets;
using Microsoft.Extensions.Configuration;

namespace MeshStarter.Platform.Setup.Users;

/// <summary>The users that a store is to have.</summary>
/// <param name="Store"><c>Mesh:Setup:Store</c>: which store makes them; null for none given.</param>
/// <param name="Users"><c>Mesh:Setup:Keys</c>: a user for each key pair.</param>
/// <param name="Buckets">The buckets that they may use; null for none given.</param>
internal sealed record UserPlan(string? Store, IReadOnlyList<StoreUser> Users, BucketPlan? Buckets)
{
    private const string Minio = "Minio";
    private const string ByHand = "make the users by hand, as docs/storage.md says";

    /// <summary>Whether the store is MinIO.</summary>
    public bool IsMinio => Minio.Equals(Store, StringComparison.OrdinalIgnoreCase);

    /// <summary>Reads the settings; <see cref="Problems"/> says what is wrong with them.</summary>
    /// <returns>The plan; null where the users are the operator's.</returns>
    public static UserPlan? Read(IConfiguration configuration, BucketPlan? buckets)
    {
        var setup = configuration.GetSection("Mesh:Setup");
        var store = GivenOrNull(setup["Store"]);
        var users = setup.GetSection("Keys").GetChildren().Select(pair => new StoreUser(pair.Key, GivenOrNull(pair["AccessKey"]), GivenOrNull(pair["SecretKey"]))).ToList();
        return store is null && users.Count == 0 ? null : new UserPlan(store, users, buckets);
    }

    /// <summary>Validates: a line for each wrong setting.</summary>
    public IEnumerable<string> Problems()
    {
        if (!IsMinio)
        {
            return [Store is null
                ? $"Setting Mesh:Setup:Store: missing, but Mesh:Setup:Keys has keys. Fix: set it to {Minio}, or leave out the keys and {ByHand}."
                : $"Setting Mesh:Setup:Store: the setup makes no users of \"{Store}\". Fix: set it to {Minio}, or leave it and Mesh:Setup:Keys out and {ByHand}."];
        }

        return Buckets is null ? ["Setting Mesh:Setup:Buckets: missing. Fix: name the domains whose buckets the users of Mesh:Setup:Keys may use, separated by commas."]
            : Users.Count == 0 ? ["Setting Mesh:Setup:Keys: missing. Fix: give Mesh:Setup:Keys:<name>:AccessKey and Mesh:Setup:Keys:<name>:SecretKey for each domain, catalog and catalog_vending."]
            : ProblemsOfUsers(Buckets);
    }

    private IEnumerable<string> ProblemsOfUsers(BucketPlan buckets)
    {
        var names = buckets.Domains.Except([BucketPlan.Platform]).Append(StorePolicies.Catalog).Append(StorePolicies.Vending).ToList();
        foreach (var user in Users)
        {
            if (!names.Contains(user.Name, StringComparer.Ordinal))
            {
                yield return $"Setting Mesh:Setup:Keys:{user.Given}: no domain of Mesh:Setup:Buckets. Fix: one of {string.Join(", ", names)}.";
            }
            else if (Users.First(one => one.Name == user.Name) is var same && same != user)
            {
                yield return $"Setting Mesh:Setup:Keys:{user.Given}: the same user as {same.Given}. Fix: keep one of them.";
            }

            if (user.AccessKey is null)
            {
                yield return $"{user.AccessKeySetting}: missing. Fix: give both keys of the pair.";
            }
            else if (user.AccessKey == buckets.Store.AccessKey)
            {
                yield return $"{user.AccessKeySetting}: the administrator's own. Fix: give another.";
            }
            else if (Users.First(one => one.AccessKey == user.AccessKey) is var other && other != user)
            {
                yield return $"{user.AccessKeySetting}: {other.Given} has it, too. Fix: give each user an access key of its own.";
            }

            if (user.SecretKey is null)
            {
                yield return $"{user.SecretKeySetting}: missing. Fix: give both keys of the pair.";
            }
        }
    }

    private static string? GivenOrNull(string? setting) => string.IsNullOrEmpty(setting) ? null : setting;
}
