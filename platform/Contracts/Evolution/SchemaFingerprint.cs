using System.Security.Cryptography;
using System.Text.Json;

namespace MeshStarter.Contracts;

/// <summary>
/// A hash of what may not change under one version: the columns in order with type, obligation and tags, which of them
/// are personal, the key, and the classification. Descriptions, owner, examples and service levels may change.
/// </summary>
public static class SchemaFingerprint
{
    /// <summary>SHA-256 in lower-case hexadecimal; equal for contracts that may stand under one version.</summary>
    public static string Of(DataProductDescriptor descriptor)
    {
        ArgumentNullException.ThrowIfNull(descriptor);
        return Convert.ToHexStringLower(SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(new
        {
            Columns = descriptor.Schema.Select(column => new
            {
                column.Name,
                Type = column.Type.ToString(),
                column.Required,
                Tags = column.Tags.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal),
                Pii = descriptor.IsPii(column.Name),
            }),
            descriptor.Key,
            descriptor.Access.Classification,
        }, MeshJson.Options)));
    }
}
