using System.Security.Cryptography;
using System.Text;

namespace MeshStarter.Platform.Setup.Minio;

/// <summary>A body that MinIO's administration API opens with the administrator's secret key.</summary>
/// <remarks>
/// Salt, algorithm, nonce, then the content in sealed fragments, of which ours has one. Of the three algorithms that MinIO reads this is the one
/// that .NET has; the others derive the key by Argon2id.
/// </remarks>
internal static class SealedBody
{
    private const int Salt = 32;
    private const int Nonce = 8;
    private const int Header = Salt + 1 + Nonce;
    private const int Tag = 16;
    private const int LongestFragment = 16 * 1024;
    private const byte Pbkdf2WithAesGcm = 2;
    private const byte LastFragment = 0x80;

    // Fixed by the protocol.
    private const int Iterations = 8192;

    /// <summary>Seals a content of at most one fragment.</summary>
    public static byte[] Of(byte[] content, string secretKey)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(content.Length, LongestFragment, nameof(content));
        var body = new byte[Header + content.Length + Tag];
        RandomNumberGenerator.Fill(body.AsSpan(0, Header));
        body[Salt] = Pbkdf2WithAesGcm;
        var key = Rfc2898DeriveBytes.Pbkdf2(Encoding.UTF8.GetBytes(secretKey), body.AsSpan(0, Salt), Iterations, HashAlgorithmName.SHA256, outputLength: 32);
        using var cipher = new AesGcm(key, Tag);

        // The nonce of a fragment ends with its number. Number 0 has no content: its tag is what the others are bound to.
        Span<byte> nonce = [.. body.AsSpan(Salt + 1, Nonce), 0, 0, 0, 0];
        Span<byte> bound = stackalloc byte[1 + Tag];
        cipher.Encrypt(nonce, [], [], bound[1..]);
        bound[0] = LastFragment;
        nonce[Nonce] = 1;
        cipher.Encrypt(nonce, content, body.AsSpan(Header, content.Length), body.AsSpan(Header + content.Length), bound);
        return body;
    }
}
