using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using MeshStarter.Contracts.Json;
using Microsoft.AspNetCore.DataProtection;

namespace MeshStarter.Portal.SignIn.Sessions;

/// <summary>Encrypts sessions for their store.</summary>
internal sealed class SessionText(IDataProtectionProvider protection)
{
    private readonly IDataProtector _protector = protection.CreateProtector("MeshStarter.Portal.Sessions");

    /// <summary>The name of a session in its store.</summary>
    public static string NameOf(string id) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(id)));

    /// <summary>Encrypts a session.</summary>
    public byte[] Write(SignInSession session) => _protector.Protect(JsonSerializer.SerializeToUtf8Bytes(session, MeshJson.Options));

    /// <summary>Decrypts a session; null where it is of other keys, of another form, or not this one.</summary>
    public SignInSession? Read(string id, byte[] content)
    {
        try
        {
            var session = JsonSerializer.Deserialize<SignInSession>(_protector.Unprotect(content), MeshJson.Options);
            return session?.Id == id ? session : null;
        }
        catch (Exception unreadable) when (unreadable is CryptographicException or JsonException)
        {
            return null;
        }
    }
}
