using System.Globalization;
using System.Text.Json;
using MeshStarter.Platform.Storage.S3;

namespace MeshStarter.Platform.IcebergCatalog.Vending;

/// <summary>Short-lived credentials for the files of one table.</summary>
/// <param name="Folder">The table's folder.</param>
/// <param name="Endpoint">The endpoint of the store.</param>
/// <param name="Credentials">The credentials of the client.</param>
/// <param name="ExpiresAt">When they run out.</param>
internal sealed record VendedCredentials(S3Location Folder, S3Endpoint Endpoint, S3Credentials Credentials, DateTimeOffset ExpiresAt)
{
    /// <summary>Member <c>storage-credentials</c> of the specification's answers.</summary>
    public static void WriteTo(Utf8JsonWriter json, VendedCredentials? vended)
    {
        json.WriteStartArray("storage-credentials");
        if (vended is not null)
        {
            json.WriteStartObject();
            json.WriteString("prefix", $"{vended.Folder}/");
            json.WriteStartObject("config");
            vended.WriteConfigTo(json);
            json.WriteEndObject();
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    /// <summary>The same as settings of a client, under the names that clients share; those that do not look at <c>storage-credentials</c> look there.</summary>
    public void WriteConfigTo(Utf8JsonWriter json)
    {
        json.WriteString("s3.access-key-id", Credentials.AccessKey);
        json.WriteString("s3.secret-access-key", Credentials.SecretKey);
        json.WriteString("s3.session-token", Credentials.SessionToken);
        json.WriteString("s3.session-token-expires-at-ms", ExpiresAt.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture));
        json.WriteString("s3.path-style-access", Endpoint.PathStyle ? "true" : "false");
        json.WriteString("client.region", Endpoint.Region);
        if (Endpoint.Address is { } address)
        {
            json.WriteString("s3.endpoint", address.ToString().TrimEnd('/'));
        }
    }
}
