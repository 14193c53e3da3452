using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace MeshStarter.Governance.Identity;

/// <summary>Makes and reads the codes that a client keeps: an id and random bytes. Hashes of them are kept here, not codes.</summary>
internal static class SecretCode
{
    private const int RandomBytes = 32;

    /// <summary>Makes the code of an entry.</summary>
    public static string Make(Guid id) => $"{id:N}.{Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(RandomBytes))}";

    /// <summary>The entry that a code names; null for a text that is no code.</summary>
    public static Guid? IdOf(string code) => code.Split('.') is [var text, _] && Guid.TryParseExact(text, "N", out var id) ? id : null;

    /// <summary>The hash that is kept of a code.</summary>
    public static byte[] Hash(string code) => SHA256.HashData(Encoding.UTF8.GetBytes(code));
}
