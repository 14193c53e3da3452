using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace MeshStarter.Platform.Avro.Schemas;

/// <summary>Short names of a schema, made from its Parsing Canonical Form (Avro 1.12, "Schema Fingerprints").</summary>
public static class AvroFingerprint
{
    private const ulong Empty = 0xC15D213AA4D7A795;

    private static readonly ulong[] Table = MakeTable();

    /// <summary>CRC-64-AVRO, 8 bytes, little end first as the single-object encoding writes it.</summary>
    public static byte[] Crc64(AvroSchema schema)
    {
        var bytes = new byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, Rabin(Canonical(schema)));
        return bytes;
    }

    /// <summary>MD5, 16 bytes.</summary>
#pragma warning disable CA5351 // The specification names MD5; nothing secret rests on it.
    public static byte[] Md5(AvroSchema schema) => MD5.HashData(Canonical(schema));
#pragma warning restore CA5351

    /// <summary>SHA-256, 32 bytes.</summary>
    public static byte[] Sha256(AvroSchema schema) => SHA256.HashData(Canonical(schema));

    /// <summary>
    /// SHA-256 of the whole schema with its docs and attributes, not only of what a reader needs: the same for schemas that
    /// are equal as parsed. Its first 16 bytes are the schema's guid in the mesh's registry.
    /// </summary>
    /// <param name="schema">The schema.</param>
    /// <param name="references">The references, as the JSON array that a registry takes; <c>[]</c> for none.</param>
    public static byte[] Whole(AvroSchema schema, string references = "[]")
    {
        ArgumentNullException.ThrowIfNull(schema);
        return SHA256.HashData(Encoding.UTF8.GetBytes($"{schema}\n{references}"));
    }

    /// <summary>The name of a schema that refers to nothing, in every registry of a mesh.</summary>
    public static Guid UniqueName(AvroSchema schema) => new(Whole(schema).AsSpan(0, 16), bigEndian: true);

    private static byte[] Canonical(AvroSchema schema)
    {
        ArgumentNullException.ThrowIfNull(schema);
        return Encoding.UTF8.GetBytes(schema.ToCanonicalForm());
    }

    private static ulong Rabin(ReadOnlySpan<byte> bytes)
    {
        var fingerprint = Empty;
        foreach (var b in bytes)
        {
            fingerprint = (fingerprint >> 8) ^ Table[(byte)fingerprint ^ b];
        }

        return fingerprint;
    }

    private static ulong[] MakeTable()
    {
        var table = new ulong[256];
        for (var i = 0; i < table.Length; i++)
        {
            var entry = (ulong)i;
            for (var bit = 0; bit < 8; bit++)
            {
                entry = (entry >> 1) ^ (Empty & (0UL - (entry & 1)));
            }

            table[i] = entry;
        }

        return table;
    }
}
