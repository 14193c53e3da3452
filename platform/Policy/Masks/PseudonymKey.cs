using System.Buffers;
using System.Security.Cryptography;
using System.Text;
using MeshStarter.Policy.Decisions;

namespace MeshStarter.Policy.Masks;

/// <summary>
/// The key of the hashes that one scope of readers sees. Who has only hashes cannot confirm a guess of a value; hashes of one scope are
/// equal where the values are, those of two scopes are not.
/// </summary>
public sealed class PseudonymKey
{
    /// <summary>The least number of bytes of a secret.</summary>
    public const int SecretBytes = 32;

    private const int HexLength = 2 * HMACSHA256.HashSizeInBytes;
    private const string Use = "mesh hash mask 1\n";

    private readonly byte[] _key;

    private PseudonymKey(byte[] key) => _key = key;

    /// <summary>The key of a scope, derived from a secret: HMAC-SHA-256 of the scope's name.</summary>
    /// <param name="secret">The secret of the service that hashes; at least 32 bytes.</param>
    /// <param name="scope">The scope's name.</param>
    public static PseudonymKey Of(ReadOnlySpan<byte> secret, string scope)
    {
        ArgumentException.ThrowIfNullOrEmpty(scope);
        if (secret.Length < SecretBytes)
        {
            throw new ArgumentException($"A secret has at least {SecretBytes} bytes.", nameof(secret));
        }

        return new PseudonymKey(HMACSHA256.HashData(secret, Encoding.UTF8.GetBytes(Use + scope)));
    }

    /// <summary>The key that <see cref="ToBytes"/> gave another process.</summary>
    public static PseudonymKey FromBytes(ReadOnlySpan<byte> key)
    {
        if (key.Length != HMACSHA256.HashSizeInBytes)
        {
            throw new ArgumentException($"A key has {HMACSHA256.HashSizeInBytes} bytes.", nameof(key));
        }

        return new PseudonymKey(key.ToArray());
    }

    /// <summary>The scope of a reader of SQL: its domain; a reader without a domain has a scope of its own.</summary>
    public static string ScopeOf(Principal reader)
    {
        ArgumentNullException.ThrowIfNull(reader);
        return reader.Domain is { Length: > 0 } domain ? $"domain {domain}" : $"subject {reader.Subject}";
    }

    /// <summary>The key for a process that hashes; it is a secret.</summary>
    public byte[] ToBytes() => [.. _key];

    /// <summary>The hash of a text: 64 hexadecimal digits.</summary>
    public string Hash(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return Convert.ToHexStringLower(HMACSHA256.HashData(_key, Encoding.UTF8.GetBytes(text)));
    }

    /// <summary>Writes the hash of a text in UTF-8 as 64 hexadecimal digits. Nothing is allocated.</summary>
    public void Hash(ReadOnlySpan<byte> text, IBufferWriter<byte> hex)
    {
        ArgumentNullException.ThrowIfNull(hex);
        Span<byte> hash = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(_key, text, hash);
        _ = Convert.TryToHexStringLower(hash, hex.GetSpan(HexLength), out var written);
        hex.Advance(written);
    }

    /// <summary>Names the type; the key is no text.</summary>
    public override string ToString() => nameof(PseudonymKey);
}
