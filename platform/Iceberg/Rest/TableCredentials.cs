using System.Globalization;
using System.Text.Json;
using MeshStarter.Platform.Storage;
using MeshStarter.Platform.Storage.S3;

namespace MeshStarter.Platform.Iceberg.Rest;

/// <summary>Credentials that a catalog vends to read or write a table's files (specification, "StorageCredential").</summary>
/// <param name="Folder">The folder that they open.</param>
/// <param name="Endpoint">The endpoint of the store.</param>
/// <param name="Credentials">The credentials of the client.</param>
/// <param name="ExpiresAt">When they run out.</param>
public sealed record TableCredentials(S3Location Folder, S3Endpoint Endpoint, S3Credentials Credentials, DateTimeOffset ExpiresAt)
{
    /// <summary>Those of an answer; null where there are none for an S3 store.</summary>
    /// <exception cref="StorageException">The prefix is no location.</exception>
    /// <exception cref="FormatException">A member is not what it should be.</exception>
    internal static TableCredentials? Read(JsonElement answer)
    {
        if (!answer.TryGetProperty("storage-credentials", out var all) || all.ValueKind != JsonValueKind.Array)
        {
            return null;
        }

        foreach (var each in all.EnumerateArray())
        {
            if (each.GetProperty("prefix").GetString() is { } prefix && S3Location.IsOne(prefix))
            {
                var config = each.GetProperty("config");
                return new TableCredentials(
                    S3Location.Parse(prefix),
                    new S3Endpoint(
                        Text(config, "s3.endpoint") is { } address ? new Uri(address) : null,
                        Text(config, "client.region") ?? "us-east-1",
                        string.Equals(Text(config, "s3.path-style-access"), "true", StringComparison.OrdinalIgnoreCase)),
                    new S3Credentials(Required(config, "s3.access-key-id"), Required(config, "s3.secret-access-key"), Text(config, "s3.session-token")),
                    Text(config, "s3.session-token-expires-at-ms") is { } at ? DateTimeOffset.FromUnixTimeMilliseconds(long.Parse(at, CultureInfo.InvariantCulture)) : DateTimeOffset.MaxValue);
            }
        }

        return null;
    }

    private static string Required(JsonElement config, string name) => Text(config, name) ?? throw new FormatException($"The catalog vends credentials without {name}.");

    private static string? Text(JsonElement config, string name) => config.TryGetProperty(name, out var value) ? value.GetString() : null;
}
