using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using MeshStarter.Contracts.Json;
using MeshStarter.Platform.Audit.Records;
using MeshStarter.ServiceDefaults.Files;

namespace MeshStarter.Platform.Enforcement.Journal;

/// <summary>The files of an audit journal: segments, the signing key, the description of the chain, the acknowledged place, and refused records.</summary>
internal static class JournalFiles
{
    public const string Damaged = "damaged-";
    public const string Refused = "refused.jsonl";
    public const string Moving = "moving";
    public const string Lock = "lock";

    private const string Key = "key.pkcs8";

    /// <summary>Whether a folder has the journal of a chain.</summary>
    public static bool HasJournal(string? folder) => folder is not null && File.Exists(Path.Combine(folder, AuditJournalFiles.Chain));

    /// <summary>The segment that begins with a record; names sort in the order of the chain.</summary>
    public static string Segment(string folder, long first) => Path.Combine(folder, first.ToString("D20", CultureInfo.InvariantCulture) + AuditJournalFiles.SegmentSuffix);

    /// <summary>The number of the record that a segment begins with; null for another file.</summary>
    public static long? FirstOf(string segment) =>
        long.TryParse(Path.GetFileNameWithoutExtension(segment), NumberStyles.None, CultureInfo.InvariantCulture, out var first) && first > 0 ? first : null;

    /// <summary>The segments in the order of the chain.</summary>
    public static List<string> Segments(string folder) =>
        [.. Directory.EnumerateFiles(folder, "*" + AuditJournalFiles.SegmentSuffix).Where(path => FirstOf(path) is not null).Order(StringComparer.Ordinal)];

    /// <summary>Reads the signing key; null when there is none yet.</summary>
    /// <exception cref="CryptographicException">The file has no key.</exception>
    public static ECDsa? ReadKey(string folder)
    {
        var path = Path.Combine(folder, Key);
        if (!File.Exists(path))
        {
            return null;
        }

        var key = ECDsa.Create();
        try
        {
            key.ImportPkcs8PrivateKey(File.ReadAllBytes(path), out _);
            return key;
        }
        catch
        {
            key.Dispose();
            throw;
        }
    }

    /// <summary>Makes the signing key of a new chain.</summary>
    public static ECDsa MakeKey(string folder)
    {
        var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        OwnerFile.Replace(Path.Combine(folder, Key), key.ExportPkcs8PrivateKey());
        return key;
    }

    /// <summary>Describes the chain for <c>mesh audit verify</c>: the service and the public key.</summary>
    public static void Describe(string folder, AuditKey key, string service)
    {
        var text = JsonSerializer.SerializeToUtf8Bytes(new JournalDescription(service, key.Text), MeshJson.Options);
        var path = Path.Combine(folder, AuditJournalFiles.Chain);
        if (!File.Exists(path) || !File.ReadAllBytes(path).AsSpan().SequenceEqual(text))
        {
            OwnerFile.Replace(path, text);
        }
    }

    /// <summary>
    /// Moves the files of a chain that does not verify aside, into a folder that <see cref="Moved"/> returns until <see cref="Keep"/>. The key goes first: a
    /// folder without one has an interrupted move, which goes on; the mark goes last: until then it counts for all files.
    /// </summary>
    public static void MoveAside(string folder)
    {
        string[] names = [Key, AuditJournalFiles.Chain, .. Segments(folder).Select(path => Path.GetFileName(path)), AuditJournalFiles.Acknowledged];
        names = [.. names.Where(name => File.Exists(Path.Combine(folder, name)))];
        var target = Moved(folder) is [.., var last] && !names.Any(name => File.Exists(Path.Combine(last, name))) ? last : Next(folder, Moving);
        OwnerFolder.Make(target);
        foreach (var name in names)
        {
            File.Move(Path.Combine(folder, name), Path.Combine(target, name));
        }

        FolderFlush.Run(target);
        FolderFlush.Run(folder);
    }

    /// <summary>The folders of chains that did not verify, while the present chain may not have their intact records yet.</summary>
    public static List<string> Moved(string folder) => [.. Directory.EnumerateDirectories(folder, Moving + "*").Order(StringComparer.Ordinal)];

    /// <summary>The name that a folder of <see cref="Moved"/> gets with <see cref="Keep"/>, when it is the only one.</summary>
    public static string NextDamaged(string folder) => Path.GetFileName(Next(folder, Damaged));

    /// <summary>Keeps the folders of <see cref="Moved"/> for an operator, once the present chain has their intact records.</summary>
    public static void Keep(string folder)
    {
        foreach (var moved in Moved(folder))
        {
            Directory.Move(moved, Next(folder, Damaged));
        }

        FolderFlush.Run(folder);
    }

    /// <summary>Adds a record that governance refused to those that wait for an operator.</summary>
    public static void AddRefused(string folder, DateTimeOffset at, long sequence, string answer, ReadOnlySpan<byte> record)
    {
        var line = JsonSerializer.SerializeToUtf8Bytes(new JournalRefusal(at, sequence, answer, Encoding.UTF8.GetString(record)), MeshJson.Options);
        using var file = OwnerFile.Open(Path.Combine(folder, Refused), FileMode.OpenOrCreate, FileShare.Read);
        file.Seek(0, SeekOrigin.End);
        file.Write([.. line, (byte)'\n']);
        file.Flush(flushToDisk: true);
    }

    private static string Next(string folder, string prefix)
    {
        for (var number = 1; ; number++)
        {
            var path = Path.Combine(folder, $"{prefix.TrimEnd('-')}-{number.ToString(CultureInfo.InvariantCulture)}");
            if (!Directory.Exists(path))
            {
                return path;
            }
        }
    }

    private sealed record JournalDescription(string Service, string PublicKey);

    private sealed record JournalRefusal(DateTimeOffset RefusedAt, long Sequence, string Answer, string Record);
}
