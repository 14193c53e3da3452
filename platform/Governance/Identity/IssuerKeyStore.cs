using System.Security.Cryptography;
using System.Text.Json;
using MeshStarter.Contracts.Json;
using MeshStarter.ServiceDefaults.Files;
using MeshStarter.ServiceDefaults.Start;

namespace MeshStarter.Governance.Identity;

/// <summary>Keeps the issuer's keys in <c>identity/keys.json</c> of the mesh's data folder (0600 in a folder 0700), so that tokens outlive a restart.</summary>
internal sealed class IssuerKeyStore(string dataFolder)
{
    private const int FormatVersion = 1;

    private string Folder => Path.Combine(dataFolder, "identity");

    private string FilePath => Path.Combine(Folder, "keys.json");

    /// <summary>The stored keys, newest first; empty when there are none yet.</summary>
    /// <exception cref="StartRefusedException">The file cannot be read, is no key file, or is open to others.</exception>
    public IReadOnlyList<IssuerKey> Read()
    {
        try
        {
            if (!File.Exists(FilePath))
            {
                return [];
            }

            if (!OperatingSystem.IsWindows() && (File.GetUnixFileMode(FilePath) | OwnerFile.Rights) != OwnerFile.Rights)
            {
                throw new StartRefusedException($"{FilePath} holds the issuer's private key and is open to others. Remove it (everyone signs in again), or chmod 600 it if no one read it.");
            }

            var stored = JsonSerializer.Deserialize<StoredKeys>(File.ReadAllBytes(FilePath), MeshJson.Options);
            if (stored is not { Version: FormatVersion, Keys: [_, ..] keys })
            {
                throw Unreadable(null);
            }

            return [.. keys.Select(key => IssuerKey.Import(Convert.FromBase64String(key.Pkcs8), key.MadeAt, key.RetiredAt))];
        }
        catch (Exception failed) when (failed is JsonException or FormatException or CryptographicException)
        {
            throw Unreadable(failed);
        }
        catch (Exception failed) when (failed is IOException or UnauthorizedAccessException)
        {
            throw new StartRefusedException($"{FilePath} cannot be read: {failed.Message} Give this user access to it.", failed);
        }
    }

    /// <summary>Replaces the stored keys in one step: after a crash there is the old file or the new one.</summary>
    /// <exception cref="StartRefusedException">The folder cannot be written.</exception>
    public void Write(IReadOnlyList<IssuerKey> keys)
    {
        var stored = new StoredKeys(FormatVersion, [.. keys.Select(key => new StoredKey(key.Id, key.MadeAt, Convert.ToBase64String(key.ExportPkcs8()), key.RetiredAt))]);
        try
        {
            OwnerFolder.Make(Folder);
            OwnerFile.Replace(FilePath, JsonSerializer.SerializeToUtf8Bytes(stored, MeshJson.Options));
        }
        catch (Exception failed) when (failed is IOException or UnauthorizedAccessException)
        {
            throw new StartRefusedException($"The issuer's key cannot be stored under {Folder}: {failed.Message} Make Mesh:Data a folder that this user may write.", failed);
        }
    }

    private StartRefusedException Unreadable(Exception? failed) =>
        new($"{FilePath} is no key file of version {FormatVersion}. Remove it to make a new key (everyone signs in again), or run the program that wrote it.", failed);

    private sealed record StoredKeys(int Version, IReadOnlyList<StoredKey> Keys);

    private sealed record StoredKey(string Kid, DateTimeOffset MadeAt, string Pkcs8, DateTimeOffset? RetiredAt = null);
}
