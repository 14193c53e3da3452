using System.Security.Cryptography;
using MeshStarter.Platform.Audit.Records;
using MeshStarter.ServiceDefaults.Files;
using MeshStarter.ServiceDefaults.Start;

namespace MeshStarter.Platform.Enforcement.Journal;

/// <summary>
/// An append-only file of audit records in a folder of this process alone. Each record has the hash of all records before it, and each flush ends with a
/// signed head. All records that arrive during a flush share the next one, so a record waits for two flushes at most, and there is no timer.
/// Governance takes the records over (<see cref="JournalReader"/>); acknowledged segments are deleted.
/// </summary>
public sealed class AuditJournal : IDecisionLog, IAsyncDisposable
{
    private readonly FileStream _lock;
    private readonly JournalMark _mark;
    private readonly JournalWriter _writer;

    private AuditJournal(string folder, FileStream folderLock, JournalMark mark, JournalWriter writer, JournalDamage? damage, Task recovered, long tornBytes) =>
        (Folder, _lock, _mark, _writer, Damage, Recovered, TornBytes) = (folder, folderLock, mark, writer, damage, recovered, tornBytes);

    /// <summary>The folder.</summary>
    public string Folder { get; }

    /// <summary>The service whose chain it has.</summary>
    public string Service => _writer.Signer.Service;

    /// <summary>The public key that verifies the heads.</summary>
    public AuditKey Key => _writer.Signer.Key;

    /// <summary>The earlier chain that did not verify when this journal was opened; null when it did.</summary>
    public JournalDamage? Damage { get; }

    /// <summary>
    /// Completes when the intact records of the earlier chain are on disk in this one, or were refused: then the files of the earlier chain stay where the next
    /// start finds them.
    /// </summary>
    public Task Recovered { get; }

    /// <summary>Bytes of an unfinished write that were cut from the end when this journal was opened.</summary>
    public long TornBytes { get; }

    /// <summary>The failure of the last flush; null when it did not fail.</summary>
    public Exception? Failure => _writer.Failure;

    /// <summary>The number of the last record that is on disk.</summary>
    public long Sequence => _writer.Durable.Sequence;

    /// <summary>The number of the last record that governance has acknowledged.</summary>
    public long Acknowledged => _mark.Sequence;

    /// <summary>Opens the journal of a folder and verifies it; makes a new one in an empty folder.</summary>
    /// <param name="folder">The folder; made if it does not exist.</param>
    /// <param name="service">The service that writes it.</param>
    /// <param name="queueLimit">The most records that wait for a flush.</param>
    /// <param name="report">Makes the record, JSON in one line, with which the new chain reports an earlier one that did not verify; null for none.</param>
    /// <exception cref="StartRefusedException">The folder cannot be used, or another process uses it.</exception>
    public static AuditJournal Open(string folder, string service, int queueLimit, Func<JournalDamage, byte[]>? report = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        ArgumentException.ThrowIfNullOrEmpty(service);
        FileStream? folderLock = null;
        JournalMark? mark = null;
        ECDsa? key = null;
        try
        {
            folder = Path.GetFullPath(folder);
            OwnerFolder.Make(folder);
            folderLock = OwnerFile.Open(Path.Combine(folder, JournalFiles.Lock), FileMode.OpenOrCreate, FileShare.None);
            mark = JournalMark.Open(folder);
            key = ReadKey(folder, out var unreadable);
            var content = JournalContent.Read(folder, service, key is null ? null : AuditKey.Of(key), mark);
            var (damage, records) = Examine(folder, key, mark, content, unreadable);
            if (content.Finding is not null)
            {
                mark.Dispose();
                key?.Dispose();
                key = null;
                JournalFiles.MoveAside(folder);
                mark = JournalMark.Open(folder);
                content = null;
            }
            else if (content.Begun is { } begun)
            {
                File.Delete(begun);
            }

            key ??= JournalFiles.MakeKey(folder);
            var publicKey = AuditKey.Of(key);
            JournalFiles.Describe(folder, publicKey, service);
            var writer = new JournalWriter(folder, new ChainSigner(key, publicKey, service), queueLimit, content);
            if (damage is not null && report is not null)
            {
                records.Insert(0, report(damage));
            }

            var recovered = damage is null ? Task.CompletedTask : KeepAsync(folder, writer.RecoverAsync(records));
            return new AuditJournal(folder, folderLock, mark, writer, damage, recovered, content?.TornLength ?? 0);
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
    /// <param name="isAwaited">Whether something waits for it; else it may share the flush of a later record.</param>
    /// <returns>Completes when the record is on disk.</returns>
    /// <exception cref="AuditUnavailableException">The record could not be written; nothing of it is in the journal.</exception>
    public Task AppendAsync(ReadOnlyMemory<byte> record, bool isAwaited = true) => _writer.AppendAsync(record, isAwaited);

    /// <inheritdoc/>
    void IDecisionLog.RequireAvailable()
    {
        if (Failure is { } failure)
        {
            throw Unwritable(failure);
        }
    }

    /// <summary>The refusal of a decision that cannot be written.</summary>
    internal static AuditUnavailableException Unwritable(Exception failure) =>
        new("The audit journal of the service cannot be written, so nothing is permitted. Try again once its disk has room.", failure);

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
        await Recovered;
        _writer.Dispose();
        _mark.Dispose();
        await _lock.DisposeAsync();
    }

    /// <summary>Finds what is damaged, and the intact records that neither governance nor the chain that stays has.</summary>
    private static (JournalDamage? Damage, List<byte[]> Records) Examine(string folder, ECDsa? key, JournalMark mark, JournalContent content, string? unreadable)
    {
        var moved = JournalFiles.Moved(folder);
        if (content.Finding is null && moved.Count == 0)
        {
            return (null, []);
        }

        var finding = moved.Count > 0 && (content.Finding is null || key is null)
            ? "a start ended before it had taken over the records of a chain that did not verify"
            : unreadable ?? content.Finding!;
        var known = new HashSet<string>(content.Finding is null ? JournalContent.Intact(folder, behind: 0).Select(Name) : [], StringComparer.Ordinal);
        // The mark of an interrupted move is still in the folder.
        var intact = moved.SelectMany(path => JournalContent.Intact(path, JournalMark.SequenceOf(path) ?? (key is null ? mark.Sequence : 0)));
        if (content.Finding is not null)
        {
            intact = intact.Concat(JournalContent.Intact(folder, mark.Sequence));
        }

        List<byte[]> records = [.. intact.Where(record => known.Add(Name(record)))];
        return (new JournalDamage(finding, JournalFiles.NextDamaged(folder), records.Count), records);

        static string Name(byte[] record) => Convert.ToHexString(SHA256.HashData(record));
    }

    private static async Task KeepAsync(string folder, Task recovered)
    {
        try
        {
            await recovered;
            JournalFiles.Keep(folder);
        }
        catch (Exception refused) when (refused is AuditUnavailableException or IOException or UnauthorizedAccessException)
        {
            // The files stay where they are: the next start recovers the records.
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
