using System.Security.Cryptography;

namespace MeshStarter.Platform.Audit.Records;

/// <summary>The hash chain of one service's audit records: the hash of a record covers its own bytes and the hash before it, in order.</summary>
public static class AuditHash
{
    /// <summary>Length of a hash in bytes.</summary>
    public const int Length = SHA256.HashSizeInBytes;

    /// <summary>Length of a hash as text: lower-case hexadecimal.</summary>
    public const int TextLength = 2 * Length;

    /// <summary>The hash before the first record of a chain.</summary>
    public static string Origin { get; } = new('0', TextLength);

    /// <summary>Computes the hash of a record: SHA-256 of the previous hash and the record's bytes.</summary>
    /// <param name="previous">The hash before it, <see cref="Length"/> bytes.</param>
    /// <param name="record">The record's JSON in UTF-8, as it was written.</param>
    /// <param name="hash">Receives the hash, <see cref="Length"/> bytes; may be the same memory as <paramref name="previous"/>.</param>
    public static void Next(ReadOnlySpan<byte> previous, ReadOnlySpan<byte> record, Span<byte> hash)
    {
        using var digest = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        digest.AppendData(previous);
        digest.AppendData(record);
        digest.GetHashAndReset(hash);
    }

    /// <summary>Reads a hash; null when the text is none.</summary>
    public static byte[]? Parse(string? text) =>
        text is { Length: TextLength } && text.All(char.IsAsciiHexDigitLower) ? Convert.FromHexString(text) : null;
}
