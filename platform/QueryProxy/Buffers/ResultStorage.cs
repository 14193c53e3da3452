using MeshStarter.Platform.Sql.Failures;
using MeshStarter.Platform.Workers.Buffers;
using MeshStarter.ServiceDefaults.Files;
using MeshStarter.ServiceDefaults.Start;
using Microsoft.Extensions.Options;

namespace MeshStarter.QueryProxy.Buffers;

/// <summary>Memory and disk space for texts that wait and rows that are not read yet, shared between subjects.</summary>
internal sealed class ResultStorage
{
    private const long MiB = 1024 * 1024;

    /// <summary>A batch of rows is about as large.</summary>
    private const long BatchBytes = MiB;

    private readonly string _folder;
    private readonly TimeProvider _time;

    /// <exception cref="StartRefusedException">The folder cannot be made.</exception>
    public ResultStorage(IOptions<QueryOptions> options, IConfiguration configuration, TimeProvider time)
        : this(options.Value, options.Value.SpillFolder ?? Path.Combine(MeshData.Folder(configuration), "results"), time)
    {
    }

    /// <exception cref="StartRefusedException">The folder cannot be made.</exception>
    internal ResultStorage(QueryOptions options, string folder, TimeProvider time)
    {
        (Options, _folder, _time) = (options, folder, time);
        Memory = new ByteShares(options.BufferMiBPerSubject * MiB, options.BufferMiB * MiB);
        Disk = new ByteShares(options.SpillMiBPerSubject * MiB, options.SpillMiB * MiB);
        try
        {
            // Fails at the start rather than at the first slow reader.
            OwnerFolder.Make(folder);
            SpillFile.Create(folder).Dispose();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw StartRefusedException.OfFolder("Mesh:Query:SpillFolder", folder, exception);
        }
    }

    public QueryOptions Options { get; }

    /// <summary>Bytes of texts and rows in memory.</summary>
    public ByteShares Memory { get; }

    /// <summary>Bytes of spilled rows, and of copies of queries' files.</summary>
    public ByteShares Disk { get; }

    /// <summary>The limits of <see cref="Disk"/>, for messages.</summary>
    public string DiskLimits =>
        $"unread results and copied files may take {Options.SpillMiBPerSubject} MiB of disk for one subject (Mesh:Query:SpillMiBPerSubject) and {Options.SpillMiB} MiB for all (Mesh:Query:SpillMiB)";

    /// <summary>A buffer for the rows of one query.</summary>
    /// <param name="subject">The caller.</param>
    /// <param name="end">Ends the query when its reader is too slow.</param>
    public ResultBuffer NewBuffer(string subject, Action<QueryFailure> end) => new(this, subject, end, _time);

    /// <summary>A subject's part of the disk space.</summary>
    public DiskShare DiskOf(string subject) => new(Disk, DiskLimits, subject);

    /// <exception cref="IOException">The file cannot be created.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder cannot be written.</exception>
    public SpillFile NewSpillFile()
    {
        OwnerFolder.Make(_folder);
        return SpillFile.Create(_folder);
    }

    /// <summary>Whether a subject has memory for one batch more.</summary>
    public bool HasRoom(string subject) => Memory.HasRoom(subject, BatchBytes);

    /// <summary>Requires that a subject reads its results before its next query begins.</summary>
    /// <exception cref="QueryFailedException">Its unread rows and waiting texts take the memory that one subject may have.</exception>
    public void RequireRoom(string subject)
    {
        if (!HasRoom(subject))
        {
            throw new QueryFailedException(new QueryFailure(TrinoErrorCode.QueryQueueFull,
                $"The unread rows and waiting texts of '{subject}' take the {Options.BufferMiBPerSubject} MiB that one subject may have (Mesh:Query:BufferMiBPerSubject). Read the results or cancel their queries, then send the query again."));
        }
    }
}
