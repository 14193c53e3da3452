using System.Text.Json;

namespace MeshStarter.EndToEnd.Forgery;

/// <summary>
/// The mesh's own signing key, from its data folder: a token that is wrong in one respect alone can be signed with no other.
/// </summary>
internal static class IssuersKey
{
    public static TestKey Read(string data)
    {
        using var stored = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(data, "identity", "keys.json")));
        var newest = stored.RootElement.GetProperty("keys")[0];
        return TestKey.Es256(Convert.FromBase64String(newest.GetProperty("pkcs8").GetString()!), newest.GetProperty("kid").GetString()!);
    }
}
