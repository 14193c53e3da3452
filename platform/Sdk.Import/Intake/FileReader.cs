using MeshStarter.Platform.Sources;
using MeshStarter.Platform.Sources.Definitions;
using MeshStarter.Platform.Sources.Files;
using MeshStarter.Sdk.Publishing;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace MeshStarter.Sdk.Import.Intake;

/// <summary>
/// Reads files of a source, each once, in one transaction with the note that it was read. Rows with a key are replaced by those of later files; of facts
/// each content is taken once.
/// </summary>
/// <param name="context">Takes rows over.</param>
/// <param name="source">The source.</param>
/// <param name="place">The place of the files.</param>
/// <param name="notes">Stores the notes of files that were read.</param>
/// <param name="read">The notes, by the names of the files.</param>
/// <param name="generation">The reading of the source that the files are of.</param>
/// <param name="isWhole">Whether that one reads all files.</param>
/// <param name="logger">Logs refused files and rejected rows.</param>
internal sealed partial class FileReader(IntakeContext context, FilesSource source, IFilePlace place, ReadFiles notes, Dictionary<string, ReadFile> read, long generation, bool isWhole, ILogger logger)
{
    private const int MostProblems = 20;

    private string Product => context.Product.Id.ToString();

    /// <summary>Whether a file was read as it is listed.</summary>
    public bool HasRead(SourceFile file) =>
        read.GetValueOrDefault(file.Name) is { WasRead: true } known && IsOfReading(known) && known.Length == file.Length && Micros(known.ModifiedAt) == Micros(file.ModifiedAt.UtcDateTime);

    /// <summary>Reads a file, or notes why it cannot be read; returns false for a file that grew while it was copied.</summary>
    public async Task<bool> ReadAsync(SourceFile file, CancellationToken cancellationToken)
    {
        StagedFile staged;
        try
        {
            staged = await StagedFile.CreateAsync(place, file, cancellationToken);
        }
        catch (SourceRefusedException refused) when (refused.IsOfOneFile)
        {
            await RefuseAsync(file, refused.Message, cancellationToken);
            return true;
        }

        using (staged)
        {
            if (staged.Length != file.Length)
            {
                return false;
            }

            await TakeAsync(staged, cancellationToken);
            // A file that was read shows that the source works. A reading of all files may fail after its last one.
            if (!isWhole)
            {
                await context.RestAsync(position: null, cancellationToken);
            }

            return true;
        }
    }

    /// <summary>Notes that a file cannot be read. The next look tries it again, and notes the same problem no second time.</summary>
    public async Task RefuseAsync(SourceFile file, string problem, CancellationToken cancellationToken)
    {
        // Of facts it stays known which content was taken.
        var known = read.GetValueOrDefault(file.Name);
        var refused = known is { WasRead: true } && !context.Rows.AreKeyed ? known : NoteOf(file, content: "");
        if (known is not { Problems: [var noted, ..] } || noted != Named(file.Name, problem) || known.Generation != refused.Generation)
        {
            await NoteRefusedAsync(refused, problem, cancellationToken);
        }
    }

    private async Task TakeAsync(StagedFile staged, CancellationToken cancellationToken)
    {
        var file = staged.File;
        var known = read.GetValueOrDefault(file.Name);
        var note = NoteOf(file, staged.Content);
        if (known is not null && known.Content == staged.Content && IsOfReading(known))
        {
            // The other problem is that of another content, which was refused.
            await NoteAsync(known with { Length = note.Length, ModifiedAt = note.ModifiedAt, Problems = [.. ProblemsOfRows(known)] }, cancellationToken);
        }
        // Of keyed rows the last file wins, also where another had its content before: files between them may have replaced the rows.
        else if (!context.Rows.AreKeyed && read.Values.FirstOrDefault(other => other.File != file.Name && other.Content == staged.Content) is { } same)
        {
            LogCopy(logger, Product, file.Name, same.File);
            await NoteAsync(note, cancellationToken);
        }
        else if (known is { WasRead: true } && !context.Rows.AreKeyed)
        {
            await NoteRefusedAsync(
                known with { Length = note.Length, ModifiedAt = note.ModifiedAt, Generation = note.Generation },
                $"{file.Name} was written again, and rows without a key cannot be replaced. Fix: put further rows into a further file, or declare a key in data-product.yaml.",
                cancellationToken);
        }
        else
        {
            await TakeRowsAsync(staged, note, cancellationToken);
        }
    }

    private async Task TakeRowsAsync(StagedFile staged, ReadFile note, CancellationToken cancellationToken)
    {
        try
        {
            await context.TakeWholeAsync(
                () => context.CommitAsync(
                    async transaction =>
                    {
                        note = await ApplyRowsAsync(staged, note, transaction, cancellationToken);
                        await notes.StoreAsync(note, transaction, cancellationToken);
                    },
                    cancellationToken),
                cancellationToken);
        }
        catch (Exception exception) when (exception is SourceRefusedException or SourceUnreadableException)
        {
            await RefuseAsync(staged.File, exception.Message, cancellationToken);
            return;
        }

        read[note.File] = note;
        Array.ForEach(note.Problems, problem => LogRejected(logger, Product, problem));
        LogTaken(logger, Product, note.File, note.Rows, note.Rejected);
        if (note.Lacks.Length > 0)
        {
            LogLacks(logger, Product, note.File, string.Join(", ", note.Lacks));
        }
    }

    private async Task<ReadFile> ApplyRowsAsync(StagedFile staged, ReadFile note, NpgsqlTransaction transaction, CancellationToken cancellationToken)
    {
        List<string> problems = [];
        IReadOnlyList<string> lacks = [];
        var (rows, known, rejected) = (0L, 0L, 0L);
        foreach (var page in Valid().Chunk(IntakeContext.PageSize))
        {
            var taken = await context.Rows.ApplyAsync(page, generation, transaction, cancellationToken);
            (rows, known) = (rows + taken, known + page.Length - taken);
        }

        if (known > 0)
        {
            LogKnown(logger, Product, note.File, known);
        }

        return note with { Rows = rows, Rejected = rejected, PassedOver = known, Problems = [.. problems], Lacks = [.. lacks] };

        IEnumerable<ValidatedChange> Valid()
        {
            foreach (var row in FileFormats.Read(FileFormats.Of(source, note.File)!.Value, staged, source.Columns, names => lacks = names, cancellationToken))
            {
                var (change, problem) = context.Rows.Validated(row, context.Rows.AreKeyed ? null : StableId.Of($"{context.Product.Id}/{staged.Content}/{row.Line}"));
                if (change is { } valid)
                {
                    yield return valid;
                }
                else if (++rejected <= MostProblems)
                {
                    problems.Add($"{note.File}:{row.Line}: {problem}");
                }
            }
        }
    }

    private Task NoteRefusedAsync(ReadFile file, string problem, CancellationToken cancellationToken)
    {
        var named = Named(file.File, problem);
        LogRefused(logger, Product, named);
        return NoteAsync(file with { Problems = [named, .. ProblemsOfRows(file)] }, cancellationToken);
    }

    private async Task NoteAsync(ReadFile file, CancellationToken cancellationToken)
    {
        await context.CommitAsync(transaction => notes.StoreAsync(file, transaction, cancellationToken), cancellationToken);
        read[file.File] = file;
    }

    private ReadFile NoteOf(SourceFile file, string content) =>
        new() { File = file.Name, Length = file.Length, ModifiedAt = file.ModifiedAt.UtcDateTime, Content = content, Generation = generation };

    // Rows of facts are never read again.
    private bool IsOfReading(ReadFile file) => file.Generation == generation || !context.Rows.AreKeyed;

    // Those of rejected rows have a line. A file that was taken is not refused at a line: its further content is not read.
    private static IEnumerable<string> ProblemsOfRows(ReadFile file) => file.Problems.Where(problem => problem.AsSpan(file.File.Length) is [':', >= '0' and <= '9', ..]);

    private static string Named(string file, string problem) => problem.StartsWith(file, StringComparison.Ordinal) ? problem : $"{file}: {problem}";

    private static long Micros(DateTime time) => time.Ticks / TimeSpan.TicksPerMicrosecond;

    [LoggerMessage(3071, LogLevel.Warning, "A row of {Product} was rejected: {Problem}")]
    private static partial void LogRejected(ILogger logger, string product, string problem);

    [LoggerMessage(3072, LogLevel.Information, "The rows of {Product} in {File} were taken over: {Rows}; rejected: {Rejected}")]
    private static partial void LogTaken(ILogger logger, string product, string file, long rows, long rejected);

    [LoggerMessage(3073, LogLevel.Information, "{File} of {Product} has the content of {Other}, and is not read again")]
    private static partial void LogCopy(ILogger logger, string product, string file, string other);

    [LoggerMessage(3075, LogLevel.Warning, "A file of {Product} was refused: {Problem}")]
    private static partial void LogRefused(ILogger logger, string product, string problem);

    [LoggerMessage(3076, LogLevel.Information, "{File} of {Product} lacks columns, which are null in its rows: {Columns}")]
    private static partial void LogLacks(ILogger logger, string product, string file, string columns);

    [LoggerMessage(3077, LogLevel.Information, "Rows of {Product} in {File} that have the event_id of an event from before, and are passed over: {Rows}")]
    private static partial void LogKnown(ILogger logger, string product, string file, long rows);
}
