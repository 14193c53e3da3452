using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace MeshStarter.Platform.Databases;

/// <summary>
/// Makes and compares the verifier that PostgreSQL stores instead of a password (RFC 5803). The server never sees the password itself,
/// and an unchanged one is not written at every start.
/// </summary>
internal static class ScramVerifier
{
    private const string Scheme = "SCRAM-SHA-256";
    private const int Iterations = 4096; // PostgreSQL's own number
    private const int SaltBytes = 16;

    public static string Create(string password) => Create(password, RandomNumberGenerator.GetBytes(SaltBytes), Iterations);

    /// <summary>True when a stored verifier was made from this password.</summary>
    public static bool Matches(string? stored, string password)
    {
        // SCRAM-SHA-256$4096:<salt>$<stored key>:<server key>
        if (stored?.Split('$') is not [Scheme, var cost, _] || cost.Split(':') is not [var iterations, var salt])
        {
            return false;
        }

        Span<byte> saltBytes = stackalloc byte[64];
        return int.TryParse(iterations, NumberStyles.None, CultureInfo.InvariantCulture, out int count)
            && count is > 0 and <= 1_000_000
            && Convert.TryFromBase64String(salt, saltBytes, out int length)
            && CryptographicOperations.FixedTimeEquals(
                Encoding.ASCII.GetBytes(Create(password, saltBytes[..length], count)), Encoding.ASCII.GetBytes(stored));
    }

    internal static string Create(string password, ReadOnlySpan<byte> salt, int iterations)
    {
        byte[] salted = Rfc2898DeriveBytes.Pbkdf2(Encoding.ASCII.GetBytes(password), salt, iterations, HashAlgorithmName.SHA256, SHA256.HashSizeInBytes);
        byte[] storedKey = SHA256.HashData(HMACSHA256.HashData(salted, "Client Key"u8));
        byte[] serverKey = HMACSHA256.HashData(salted, "Server Key"u8);
        return $"{Scheme}${iterations}:{Convert.ToBase64String(salt)}${Convert.ToBase64String(storedKey)}:{Convert.ToBase64String(serverKey)}";
    }
}
