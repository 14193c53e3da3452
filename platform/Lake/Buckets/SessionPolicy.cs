using System.Text.Json;
using MeshStarter.Lake.Tables;
using MeshStarter.Platform.Iceberg.Json;
using MeshStarter.Platform.Storage;

namespace MeshStarter.Lake.Buckets;

/// <summary>
/// The IAM policy (version 2012-10-17) of credentials for a table's folder: read its files, and with more rights put or delete some,
/// except for the metadata files, which are the catalog's. Pure.
/// </summary>
public static class SessionPolicy
{
    // Wildcards in a policy's resource.
    private static readonly System.Buffers.SearchValues<char> Wild = System.Buffers.SearchValues.Create("*?$\"\\");

    /// <summary>Whether a folder can be named in a policy without naming others too.</summary>
    public static bool CanName(BucketLocation folder) => folder.Key.Length > 0 && folder.Key.AsSpan().IndexOfAny(Wild) < 0;

    /// <summary>The policy of a folder.</summary>
    /// <param name="folder">The folder; see <see cref="CanName"/>.</param>
    /// <param name="rights">The rights in addition to reading.</param>
    /// <param name="partition">The cloud's name in resource names, <c>aws</c> for most.</param>
    public static string Of(BucketLocation folder, FolderRights rights, string partition = "aws")
    {
        var bucket = $"arn:{partition}:s3:::{folder.Bucket}";
        var files = $"{bucket}/{folder.Key}/*";
        return System.Text.Encoding.UTF8.GetString(IcebergJson.Write(json =>
        {
            json.WriteStartObject();
            json.WriteString("Version", "2012-10-17");
            json.WriteStartArray("Statement");
            Write(json, "Allow", ["s3:GetObject"], files);
            Write(json, "Allow", ["s3:ListBucket"], bucket, $"{folder.Key}/*");
            if (rights == FolderRights.ReadPublished)
            {
                Write(json, "Deny", ["s3:GetObject"], $"{BranchFolder.Of($"{bucket}/{folder.Key}")}/*");
            }
            else if (rights == FolderRights.Write)
            {
                Write(json, "Allow", ["s3:PutObject", "s3:DeleteObject", "s3:AbortMultipartUpload", "s3:ListMultipartUploadParts"], files);
                Write(json, "Deny", ["s3:PutObject", "s3:DeleteObject"], $"{bucket}/{folder.Key}/metadata/*.metadata.json");
            }
            else if (rights == FolderRights.AddToBranches)
            {
                // The right to put includes overwriting, so this names no folder that main has files in.
                var branches = BranchFolder.Of($"{bucket}/{folder.Key}");
                Write(json, "Allow", ["s3:PutObject", "s3:AbortMultipartUpload", "s3:ListMultipartUploadParts"], $"{branches}/*");
                Write(json, "Deny", ["s3:PutObject"], $"{branches}/metadata/*.metadata.json");
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }).Span);
    }

    private static void Write(Utf8JsonWriter json, string effect, string[] actions, string resource, string? prefix = null)
    {
        json.WriteStartObject();
        json.WriteString("Effect", effect);
        json.WriteStartArray("Action");
        foreach (var action in actions)
        {
            json.WriteStringValue(action);
        }

        json.WriteEndArray();
        json.WriteString("Resource", resource);
        if (prefix is not null)
        {
            json.WriteStartObject("Condition");
            json.WriteStartObject("StringLike");
            json.WriteString("s3:prefix", prefix);
            json.WriteEndObject();
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }
}
