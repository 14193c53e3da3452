using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using MeshStarter.Contracts;

namespace MeshStarter.ServiceDefaults.Audit;

/// <summary>The files of an audit journal: segments, the signing key, the description of the chain, the acknowledged place, and refused records.</summary>
internal static class JournalFiles
{
    public const string SegmentSuffix = ".audit";
    public const string Damaged = "damaged-";
    public const string Refused = "refused.jsonl";

    private const string Key = "key.pkcs8";
    private const string Chain = "chain.json";
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>Makes the folder, for its owner alone.</summary>
    public static void MakeFolder(string folder)
    {
        if (OperatingSystem.IsWindows())
            Directory.CreateDirectory(folder);
        else
            Directory.CreateDirectory(folder, OwnerOnly | UnixFileMode.UserExecute);
    }

    /// <summary>Opens a file for its owner alone.</summary>
    public static FileStream Open(string path, FileMode mode, FileShare share)
    {
        var options = new FileStreamOptions { Mode = mode, Access = FileAccess.ReadWrite, Share = share, BufferSize = 0 };
        if (!OperatingSystem.IsWindows() && mode != FileMode.Open)
            options.UnixCreateMode = OwnerOnly;
        return new FileStream(path, options);
    }

    /// <summary>The segment that begins with a record; names sort in the order of the chain.</summary>
    public static string Segment(string folder, long first) => Path.Combine(folder, first.ToString("D20", CultureInfo.InvariantCulture) + SegmentSuffix);

    /// <summary>The number of the record that a segment begins with; null for another file.</summary>
    public static long? FirstOf(string segment) =>
        long.TryParse(Path.GetFileNameWithoutExtension(segment), NumberStyles.None, CultureInfo.InvariantCulture, out var first) && first > 0 ? first : null;

    /// <summary>The segments in the order of the chain.</summary>
    public static List<string> Segments(string folder) =>
        [.. Directory.EnumerateFiles(folder, "*" + SegmentSuffix).Where(path => FirstOf(path) is not null).Order(StringComparer.Ordinal)];

    /// <summary>Reads the signing key; null when there is none yet.</summary>
    /// <exception cref="CryptographicException">The file has no key.</exception>
    public static ECDsa? ReadKey(string folder)
    {
        var path = Path.Combine(folder, Key);
        if (!File.Exists(path))
            return null;
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
        Write(Path.Combine(folder, Key), key.ExportPkcs8PrivateKey());
        return key;
    }

    /// <summary>Describes the chain for <c>mesh audit verify</c>: the service and the public key.</summary>
    public static void Describe(string folder, AuditKey key, string service)
    {
        var text = JsonSerializer.SerializeToUtf8Bytes(new JournalDescription(service, key.Text), MeshJson.Options);
        var path = Path.Combine(folder, Chain);
        if (!File.Exists(path) || !File.ReadAllBytes(path).AsSpan().SequenceEqual(text))
            Write(path, text);
    }

    /// <summary>Moves the files of a chain that does not verify aside.</summary>
    /// <returns>The name of the folder that has them now.</returns>
    public static string MoveAside(string folder)
    {
        var number = 1;
        while (Directory.Exists(Path.Combine(folder, Damaged + number.ToString(CultureInfo.InvariantCulture))))
            number++;
        var name = Damaged + number.ToString(CultureInfo.InvariantCulture);
        // Complete under its own name at once: an interrupted move goes on at the next start.
        var draft = Path.Combine(folder, "moving");
        MakeFolder(draft);
        foreach (var path in Segments(folder).Concat([Path.Combine(folder, JournalMark.FileName), Path.Combine(folder, Chain), Path.Combine(folder, Key)]))
        {
            if (File.Exists(path))
                File.Move(path, Path.Combine(draft, Path.GetFileName(path)), overwrite: true);
        }

        Directory.Move(draft, Path.Combine(folder, name));
        return name;
    }

    /// <summary>Adds a record that governance refused to those that wait for an operator.</summary>
    public static void AddRefused(string folder, DateTimeOffset at, long sequence, string answer, ReadOnlySpan<byte> record)
    {
        var line = JsonSerializer.SerializeToUtf8Bytes(new JournalRefusal(at, sequence, answer, Encoding.UTF8.GetString(record)), MeshJson.Options);
        using var file = Open(Path.Combine(folder, Refused), FileMode.OpenOrCreate, FileShare.Read);
        file.Seek(0, SeekOrigin.End);
        file.Write([.. line, (byte)'\n']);
        file.Flush(flushToDisk: true);
    }

    // After a crash there is the old file or the new one.
    private static void Write(string path, ReadOnlySpan<byte> content)
    {
        var draft = path + ".new";
        File.Delete(draft);
        using (var file = Open(draft, FileMode.CreateNew, FileShare.None))
        {
            file.Write(content);
            file.Flush(flushToDisk: true);
        }

        File.Move(draft, path, overwrite: true);
    }

    private sealed record JournalDescription(string Service, string PublicKey);

    private sealed record JournalRefusal(DateTimeOffset RefusedAt, long Sequence, string Answer, string Record);
}
