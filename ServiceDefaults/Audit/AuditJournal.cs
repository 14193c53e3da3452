using System.Security.Cryptography;
using MeshStarter.Contracts;
using MeshStarter.ServiceDefaults.Governance;
using MeshStarter.ServiceDefaults.Start;

namespace MeshStarter.ServiceDefaults.Audit;

/// <summary>
/// An append-only file of audit records in a folder of this process alone. Each record has the hash of all records before it, and each flush ends with a
/// signed head. All records that arrive during a flush share the next one, so a record waits for two flushes at most, and there is no timer.
/// Governance takes the records over (<see cref="JournalReader"/>); acknowledged segments are deleted.
/// </summary>
public sealed class AuditJournal : IAsyncDisposable
{
    private readonly FileStream _lock;
    private readonly JournalMark _mark;
    private readonly JournalWriter _writer;

    private AuditJournal(string folder, FileStream folderLock, JournalMark mark, JournalWriter writer, JournalDamage? damage, long tornBytes) =>
        (Folder, _lock, _mark, _writer, Damage, TornBytes) = (folder, folderLock, mark, writer, damage, tornBytes);

    /// <summary>The folder.</summary>
    public string Folder { get; }

    /// <summary>The service whose chain it has.</summary>
    public string Service => _writer.Service;

    /// <summary>The public key that verifies the heads.</summary>
    public AuditKey Key => _writer.Key;

    /// <summary>The earlier chain that did not verify when this journal was opened; null when it did.</summary>
    public JournalDamage? Damage { get; }

    /// <summary>Bytes of an unfinished write that were cut from the end when this journal was opened.</summary>
    public long TornBytes { get; }

    /// <summary>Why the last flush failed; null when it did not.</summary>
    public Exception? Failure => _writer.Failure;

    /// <summary>The number of the last record that is on disk.</summary>
    public long Sequence => _writer.Durable.Sequence;

    /// <summary>The number of the last record that governance has acknowledged.</summary>
    public long Acknowledged => _mark.Sequence;

    /// <summary>Opens the journal of a folder and verifies it; makes a new one in an empty folder.</summary>
    /// <param name="folder">The folder; made if it does not exist.</param>
    /// <param name="service">The service that writes it.</param>
    /// <param name="queueLimit">The most records that wait for a flush.</param>
    /// <exception cref="StartRefusedException">The folder cannot be used, or another process uses it.</exception>
    public static AuditJournal Open(string folder, string service, int queueLimit)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        ArgumentException.ThrowIfNullOrEmpty(service);
        FileStream? folderLock = null;
        JournalMark? mark = null;
        ECDsa? key = null;
        try
        {
            folder = Path.GetFullPath(folder);
            JournalFiles.MakeFolder(folder);
            folderLock = Lock(folder);
            mark = JournalMark.Open(folder);
            key = ReadKey(folder, out var unreadable);
            var content = JournalContent.Read(folder, service, key is null ? null : AuditKey.Of(key), mark);
            JournalDamage? damage = null;
            if (content.Finding is { } finding)
            {
                mark.Dispose();
                key?.Dispose();
                damage = new JournalDamage(unreadable ?? finding, JournalFiles.MoveAside(folder), content.Unsent.Count);
                mark = JournalMark.Open(folder);
                key = null;
            }

            key ??= JournalFiles.MakeKey(folder);
            var publicKey = AuditKey.Of(key);
            JournalFiles.Describe(folder, publicKey, service);
            var writer = new JournalWriter(folder, key, publicKey, service, queueLimit, damage is null ? content : null);
            if (damage is not null)
                writer.Recover(content.Unsent);
            return new AuditJournal(folder, folderLock, mark, writer, damage, damage is null ? content.TornLength : 0);
        }
        catch (Exception failed) when (failed is IOException or UnauthorizedAccessException)
        {
            mark?.Dispose();
            key?.Dispose();
            folderLock?.Dispose();
            throw StartRefusedException.OfFolder("Mesh:Audit:Folder", folder, failed);
        }
    }

    /// <summary>Appends a record.</summary>
    /// <param name="record">Its JSON in one line.</param>
    /// <returns>Completes when the record is on disk.</returns>
    /// <exception cref="AuditUnavailableException">The record could not be written; nothing of it is in the journal.</exception>
    public Task AppendAsync(ReadOnlyMemory<byte> record) => _writer.AppendAsync(record);

    /// <summary>Writes a head, after a failure: it shows whether the disk takes records again.</summary>
    public void Probe() => _writer.Probe();

    /// <summary>Reads the records that governance has not acknowledged.</summary>
    internal JournalReader Read() => new(_writer, _mark);

    /// <summary>Completes when there are records on disk behind a place of the chain.</summary>
    internal Task WaitBehindAsync(long sequence, CancellationToken cancellationToken) => _writer.WaitBehindAsync(sequence, cancellationToken);

    /// <summary>Takes over that governance has all records up to a place, and deletes the segments that hold no others.</summary>
    internal void Acknowledge(long sequence, string hash)
    {
        _mark.Move(sequence, hash);
        _writer.Acknowledged(sequence, _mark.Flush);
    }

    /// <summary>Takes no further records, and completes when those that wait are on disk or refused.</summary>
    public Task CompleteAsync() => _writer.CompleteAsync();

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _writer.CompleteAsync();
        _writer.Dispose();
        _mark.Dispose();
        await _lock.DisposeAsync();
    }

    private static FileStream Lock(string folder)
    {
        try
        {
            return JournalFiles.Open(Path.Combine(folder, "lock"), FileMode.OpenOrCreate, FileShare.None);
        }
        catch (IOException busy) when (File.Exists(Path.Combine(folder, "lock")))
        {
            throw new StartRefusedException($"Setting Mesh:Audit:Folder: another process writes {folder}. End it, or give this one a folder of its own.", busy);
        }
    }

    private static ECDsa? ReadKey(string folder, out string? unreadable)
    {
        unreadable = null;
        try
        {
            return JournalFiles.ReadKey(folder);
        }
        catch (CryptographicException)
        {
            unreadable = "the signing key cannot be read";
            return null;
        }
    }
}
