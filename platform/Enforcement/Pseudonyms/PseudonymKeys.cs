using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using MeshStarter.Platform.Enforcement.Journal;
using MeshStarter.Policy.Decisions;
using MeshStarter.Policy.Masks;
using MeshStarter.ServiceDefaults.Files;
using MeshStarter.ServiceDefaults.Start;
using Microsoft.Extensions.Options;

namespace MeshStarter.Platform.Enforcement.Pseudonyms;

/// <summary>
/// The keys of a service's hash masks, one for each scope, derived from one secret. They stand in no SQL text and in no log. Another secret
/// gives other hashes.
/// </summary>
public sealed class PseudonymKeys
{
    private const string FileName = "hash-secret";
    private const string PortScope = "ports";

    private readonly Lazy<byte[]> _secret;
    private readonly ConcurrentDictionary<string, PseudonymKey> _keys = new(StringComparer.Ordinal);

    /// <summary>Makes the keys of a service.</summary>
    /// <param name="hash">Its secret.</param>
    /// <param name="audit">The folder that outlives the service; without one, in Development, hashes are others after a restart.</param>
    public PseudonymKeys(IOptions<HashOptions> hash, IOptions<AuditOptions> audit)
    {
        ArgumentNullException.ThrowIfNull(hash);
        ArgumentNullException.ThrowIfNull(audit);
        // A fault of the disk is not remembered.
        _secret = new Lazy<byte[]>(() =>
            hash.Value.Secret is { Length: > 0 } given ? SHA256.HashData(Encoding.UTF8.GetBytes(given))
            : audit.Value.Folder is { Length: > 0 } folder ? Kept(folder)
            : RandomNumberGenerator.GetBytes(PseudonymKey.SecretBytes), LazyThreadSafetyMode.PublicationOnly);
    }

    /// <summary>Returns whether a folder keeps a secret. Outside Development earlier versions made one there, too: with another one stored hashes would join no more.</summary>
    /// <param name="folder">The folder of the audit journal; null for none.</param>
    public static bool IsKeptIn(string? folder) => folder is { Length: > 0 } && File.Exists(Path.Combine(folder, FileName));

    /// <summary>The key of the service's own ports.</summary>
    /// <exception cref="StartRefusedException">The secret cannot be read or kept.</exception>
    public PseudonymKey OfPorts => Of(PortScope);

    /// <summary>The key of the hashes that a reader of SQL sees.</summary>
    /// <exception cref="StartRefusedException">The secret cannot be read or kept.</exception>
    public PseudonymKey OfReader(Principal reader) => Of(PseudonymKey.ScopeOf(reader));

    private PseudonymKey Of(string scope) => _keys.GetOrAdd(scope, static (name, secret) => PseudonymKey.Of(secret.Value, name), _secret);

    private static byte[] Kept(string folder)
    {
        var path = Path.Combine(folder, FileName);
        try
        {
            OwnerFolder.Make(folder);
            if (!File.Exists(path))
            {
                Keep(path);
            }

            var secret = File.ReadAllBytes(path);
            return secret.Length == PseudonymKey.SecretBytes
                ? secret
                : throw new StartRefusedException($"Setting Mesh:Audit:Folder: {path} holds no secret of {PseudonymKey.SecretBytes} bytes. Restore it, or delete it: then hashes are others than before.");
        }
        catch (Exception failed) when (failed is IOException or UnauthorizedAccessException)
        {
            throw StartRefusedException.OfFolder("Mesh:Audit:Folder", folder, failed);
        }
    }

    // After a crash there is the whole file or none. The secret of one of two processes wins, and both read it.
    private static void Keep(string path)
    {
        var draft = $"{path}.{Guid.NewGuid():N}";
        using (var file = OwnerFile.Open(draft, FileMode.CreateNew, FileShare.None))
        {
            file.Write(RandomNumberGenerator.GetBytes(PseudonymKey.SecretBytes));
            file.Flush(flushToDisk: true);
        }

        try
        {
            File.Move(draft, path, overwrite: false);
        }
        catch (IOException) when (File.Exists(path))
        {
            File.Delete(draft);
        }

        FolderFlush.Run(Path.GetDirectoryName(path)!);
    }
}
