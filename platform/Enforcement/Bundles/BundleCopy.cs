using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using MeshStarter.Contracts.Json;
using MeshStarter.ServiceDefaults.Files;

namespace MeshStarter.Platform.Enforcement.Bundles;

/// <summary>The last good bundle on disk, with which a service that restarts decides while governance is away, and below which it does not go.</summary>
/// <param name="folder">The folder; it is this service's alone.</param>
internal sealed class BundleCopy(string folder)
{
    private readonly string _file = Path.Combine(folder, "bundle.json");

    /// <summary>Reads the copy; null where there is none that is whole.</summary>
    public StoredBundle? Read()
    {
        try
        {
            return File.Exists(_file) && JsonSerializer.Deserialize<StoredBundle>(File.ReadAllBytes(_file), MeshJson.Options) is { } stored && stored.Sha256 == Hash(stored.Text) ? stored : null;
        }
        catch (Exception broken) when (broken is IOException or UnauthorizedAccessException or JsonException)
        {
            return null;
        }
    }

    /// <summary>Replaces the copy in one step.</summary>
    /// <exception cref="IOException">The disk refuses it; the copy before is unchanged.</exception>
    /// <exception cref="UnauthorizedAccessException">This process may not write there.</exception>
    public void Write(StoredBundle bundle)
    {
        OwnerFolder.Make(folder);
        OwnerFile.Replace(_file, JsonSerializer.SerializeToUtf8Bytes(bundle, MeshJson.Options));
    }

    /// <summary>Deletes the copy, as far as the disk lets it.</summary>
    public void Delete()
    {
        try
        {
            File.Delete(_file);
        }
        catch (Exception failed) when (failed is IOException or UnauthorizedAccessException)
        {
            // The copy is as old as it says.
        }
    }

    /// <summary>The SHA-256 of a text in hexadecimal.</summary>
    public static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}

/// <summary>A bundle as it is stored.</summary>
/// <param name="Revision">Its revision.</param>
/// <param name="Tag">Its ETag.</param>
/// <param name="CheckedAt">When governance last confirmed it.</param>
/// <param name="Sha256">The SHA-256 of the text in hexadecimal.</param>
/// <param name="Text">The text.</param>
internal sealed record StoredBundle(long Revision, string Tag, DateTimeOffset CheckedAt, string Sha256, [property: JsonConverter(typeof(LongTextConverter))] string Text);
