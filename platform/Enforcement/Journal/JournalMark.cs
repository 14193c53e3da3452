using System.Globalization;
using System.Text;
using MeshStarter.Platform.Audit.Records;
using MeshStarter.ServiceDefaults.Files;

namespace MeshStarter.Platform.Enforcement.Journal;

/// <summary>
/// The place in the chain up to which governance has acknowledged the records. It is not flushed: a mark that is lost with the machine costs a repeated
/// shipment, which governance passes over.
/// </summary>
internal sealed class JournalMark : IDisposable
{
    private readonly FileStream _file;

    private JournalMark(FileStream file, long sequence, string hash) => (_file, Sequence, Hash) = (file, sequence, hash);

    /// <summary>The number of the last acknowledged record; 0 for none.</summary>
    public long Sequence { get; private set; }

    /// <summary>Its hash.</summary>
    public string Hash { get; private set; }

    /// <summary>Opens the mark of a folder; one that cannot be read counts as none.</summary>
    public static JournalMark Open(string folder)
    {
        var file = OwnerFile.Open(Path.Combine(folder, AuditJournalFiles.Acknowledged), FileMode.OpenOrCreate, FileShare.Read);
        var (sequence, hash) = Read(file);
        return new JournalMark(file, sequence, hash);
    }

    /// <summary>The number of the last acknowledged record of a folder; null when it has no mark.</summary>
    public static long? SequenceOf(string folder)
    {
        var path = Path.Combine(folder, AuditJournalFiles.Acknowledged);
        if (!File.Exists(path))
        {
            return null;
        }

        using var file = OwnerFile.Open(path, FileMode.Open, FileShare.Read);
        return Read(file).Sequence;
    }

    private static (long Sequence, string Hash) Read(FileStream file)
    {
        var buffer = new byte[128];
        var text = Encoding.ASCII.GetString(buffer, 0, file.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false));
        return AuditJournalFiles.ReadAcknowledged(text) ?? (0, AuditHash.Origin);
    }

    /// <summary>Moves the mark. A write that fails is repeated with the next one.</summary>
    public void Move(long sequence, string hash)
    {
        (Sequence, Hash) = (sequence, hash);
        try
        {
            // One length for every number: the write replaces the text as a whole.
            RandomAccess.Write(_file.SafeFileHandle, Encoding.ASCII.GetBytes($"{sequence.ToString("D20", CultureInfo.InvariantCulture)} {hash}\n"), 0);
        }
        catch (IOException)
        {
            // As after a crash: the records are sent again.
        }
    }

    /// <summary>Brings the mark to disk, before segments that it makes superfluous are deleted.</summary>
    public void Flush() => RandomAccess.FlushToDisk(_file.SafeFileHandle);

    public void Dispose() => _file.Dispose();
}
