using MeshStarter.Platform.Setup.Users;

namespace MeshStarter.Platform.Setup.Minio;

/// <summary>MinIO's rules for what the settings give it.</summary>
internal static class MinioSettings
{
    // MinIO has no upper limit: 20 and 40 in its messages are the lengths of keys that it generates. This one keeps a user in one sealed fragment.
    private const int LongestKey = 128;
    private const int ShortestAccessKey = 3;
    private const int ShortestSecretKey = 8;

    /// <summary>Validates: a line for each wrong setting.</summary>
    public static IEnumerable<string> Problems(UserPlan plan)
    {
        if (plan.Buckets is { Store.Endpoint: null or "" })
        {
            yield return "Setting Mesh:Storage:S3:Endpoint: missing. Fix: give the address of MinIO, such as https://minio.example.org:9000.";
        }

        foreach (var user in plan.Users)
        {
            if (user.AccessKey is { } key && (!IsKey(key, ShortestAccessKey) || key.Any(c => c is '=' or ',' or '/')))
            {
                yield return $"{user.AccessKeySetting}: no access key of MinIO. Fix: {ShortestAccessKey} to {LongestKey} visible ASCII characters but =, / and the comma.";
            }

            if (user.SecretKey is { } secret && !IsKey(secret, ShortestSecretKey))
            {
                yield return $"{user.SecretKeySetting}: no secret key of MinIO. Fix: {ShortestSecretKey} to {LongestKey} visible ASCII characters.";
            }
        }
    }

    private static bool IsKey(string key, int shortest) => key.Length >= shortest && key.Length <= LongestKey && key.All(c => c is > ' ' and <= '~');
}
