using MeshStarter.Platform.Sources;
using MeshStarter.Platform.Sources.Definitions;
using MeshStarter.Platform.Sources.Files;
using MeshStarter.Sdk.Lineage;
using MeshStarter.Sdk.Products;
using MeshStarter.Sdk.Publishing;
using Microsoft.Extensions.Logging;

namespace MeshStarter.Sdk.Import.Intake;

/// <summary>
/// Takes the files of a folder over, each once, in one transaction with the note that it was read. A file is read after it stood still for a while. Rows
/// with a key are replaced by those of later files; of facts each content is taken once.
/// </summary>
internal sealed partial class FileIntake(IntakeContext context, FilesSource source, TimeProvider time, ILogger logger)
{
    private const int MostProblems = 20;

    // A file that another system is still writing grows.
    private static readonly TimeSpan Still = TimeSpan.FromSeconds(5);

    private readonly ReadFiles _read = new(context.Database, context.Product, time);
    private Dictionary<string, (SourceFile File, long Since)> _seen = new(StringComparer.Ordinal);

    /// <summary>Runs until it is cancelled or fails.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var place = FilePlaces.Open(source, SourceConnections.KeyOf(context.Product, source), context.ConnectionString);
        StagedFile.ClearLeft();
        await ProductSources.NoteAsync(context.Product.Id, place.Dataset, context.Database, cancellationToken);
        while (true)
        {
            var known = await context.Store.ReadAsync(context.Turn, cancellationToken);
            var isWhole = known.State != IntakeState.Current || known.IsRequested;
            // The notes of files that were read are their only position.
            if (!isWhole && known is not { Position: null, System: null, Of: null })
            {
                throw context.OtherPosition(source, "kind", "from a table");
            }

            var generation = isWhole ? await context.Store.BeginSnapshotAsync(context.Turn, cancellationToken) : known.Generation;
            var (isDone, gone) = await LookAsync(place, generation, cancellationToken);
            while (isWhole && !isDone)
            {
                await Task.Delay(Still, time, cancellationToken);
                (isDone, gone) = await LookAsync(place, generation, cancellationToken);
            }

            if (isWhole)
            {
                await EndWholeAsync(generation, cancellationToken);
            }

            if (gone.Count > 0)
            {
                await context.CommitAsync(transaction => _read.RemoveAsync(gone, context.Rows.AreKeyed, transaction, cancellationToken), cancellationToken);
            }

            await context.RestAsync(isDone || source.Every < Still ? source.Every : Still, time, cancellationToken);
        }
    }

    private async Task EndWholeAsync(long generation, CancellationToken cancellationToken)
    {
        var read = await _read.ListAsync(cancellationToken);
        var partly = read.Values.Where(file => file.Generation == generation && file.Problems.Length > 0).Select(file => file.File).Order(StringComparer.Ordinal).ToList();
        var kept = 0L;
        await context.CommitAsync(
            async transaction =>
            {
                // A row that was not found may be in a part of a file that could not be read.
                if (context.Rows.AreKeyed && partly.Count > 0)
                {
                    kept = await context.Rows.CountOlderAsync(generation, transaction, cancellationToken);
                }
                else if (context.Rows.AreKeyed)
                {
                    await context.Rows.DeleteOlderAsync(generation, transaction, cancellationToken);
                }

                await context.Store.EndSnapshotAsync(context.Turn, position: null, system: null, of: null, transaction, cancellationToken);
            },
            cancellationToken);
        if (kept > 0)
        {
            LogKept(logger, context.Product.Id.ToString(), kept, string.Join(", ", partly.Take(MostProblems)));
        }
    }

    // Whether every file stood still and was read, and the files to remove that were read before and are gone.
    private async Task<(bool IsDone, IReadOnlyList<string> Gone)> LookAsync(IFilePlace place, long generation, CancellationToken cancellationToken)
    {
        var files = (await place.ListAsync(cancellationToken)).Where(file => FileFormats.Of(source, file.Name) is not null).OrderBy(file => file.ModifiedAt).ThenBy(file => file.Name, StringComparer.Ordinal).ToList();
        var read = await _read.ListAsync(cancellationToken);
        _seen = files.ToDictionary(
            file => file.Name, file => _seen.TryGetValue(file.Name, out var before) && before.File == file ? before : (file, time.GetTimestamp()), StringComparer.Ordinal);
        var isDone = true;
        var gone = Gone(read.Values);
        foreach (var file in files)
        {
            var known = read.GetValueOrDefault(file.Name);
            if (known is { WasRead: true } && IsRead(known, generation) && known.Length == file.Length && Micros(known.ModifiedAt) == Micros(file.ModifiedAt.UtcDateTime))
            {
                continue;
            }

            if (file.Problem is { } problem)
            {
                read[file.Name] = await RefuseUnreadAsync(file, known, problem, generation, cancellationToken);
                continue;
            }

            if (time.GetElapsedTime(_seen[file.Name].Since) < Still)
            {
                isDone = false;
                continue;
            }

            if (await TakeAsync(place, file, known, read, generation, cancellationToken) is { } taken)
            {
                read[file.Name] = taken;
            }
            else
            {
                isDone = false;
            }
        }

        return (isDone, gone);
    }

    // A volume that is not mounted is an empty folder. Its files are known when they are back: an older one that was read again would replace rows of a later one.
    private IReadOnlyList<string> Gone(IEnumerable<ReadFile> read) =>
        [.. read.Where(file => !_seen.ContainsKey(file.File) && (context.Rows.AreKeyed ? _seen.Count > 0 || file.Rows == 0 : !file.WasRead || file.Problems.Length > 0)).Select(file => file.File)];

    // Null for a file that grew while it was copied.
    private async Task<ReadFile?> TakeAsync(IFilePlace place, SourceFile file, ReadFile? known, Dictionary<string, ReadFile> read, long generation, CancellationToken cancellationToken)
    {
        StagedFile staged;
        try
        {
            staged = await StagedFile.CreateAsync(place, file, cancellationToken);
        }
        catch (SourceRefusedException refused) when (refused.IsOfOneFile)
        {
            return await RefuseUnreadAsync(file, known, refused.Message, generation, cancellationToken);
        }

        using (staged)
        {
            if (staged.Length != file.Length)
            {
                return null;
            }

            var taken = await TakeAsync(staged, known, read, generation, cancellationToken);
            context.Worked();
            return taken;
        }
    }

    // The next look tries it again, and notes the same problem no second time. Of facts it stays known which content was taken.
    private async Task<ReadFile> RefuseUnreadAsync(SourceFile file, ReadFile? known, string problem, long generation, CancellationToken cancellationToken)
    {
        var refused = known is { WasRead: true } && !context.Rows.AreKeyed ? known : Taken(file, content: "", generation);
        return known is { Problems: [var noted] } && noted == Named(file.Name, problem) && known.Generation == refused.Generation ? known : await RefuseAsync(refused, problem, cancellationToken);
    }

    // Rows of facts are never read again.
    private bool IsRead(ReadFile file, long generation) => file.Generation == generation || !context.Rows.AreKeyed;

    private async Task<ReadFile> TakeAsync(StagedFile staged, ReadFile? known, Dictionary<string, ReadFile> read, long generation, CancellationToken cancellationToken)
    {
        var file = staged.File;
        var taken = Taken(file, staged.Content, generation);
        if (known is not null && known.Content == staged.Content && IsRead(known, generation))
        {
            // Without rejected rows a problem is that of another content, which was refused.
            taken = known with { Length = taken.Length, ModifiedAt = taken.ModifiedAt, Problems = known.Rejected > 0 ? known.Problems : [] };
            await context.CommitAsync(transaction => _read.StoreAsync(taken, transaction, cancellationToken), cancellationToken);
        }
        // Of keyed rows the last file wins, also where another had its content before: files between them may have replaced the rows.
        else if (!context.Rows.AreKeyed && read.Values.FirstOrDefault(other => other.File != file.Name && other.Content == staged.Content) is { } same)
        {
            LogCopy(logger, context.Product.Id.ToString(), file.Name, same.File);
            await context.CommitAsync(transaction => _read.StoreAsync(taken, transaction, cancellationToken), cancellationToken);
        }
        else if (known is { WasRead: true } && !context.Rows.AreKeyed)
        {
            taken = await RefuseAsync(taken with { Content = known.Content, Rows = known.Rows }, $"{file.Name} was written again, and rows without a key cannot be replaced. Fix: put further rows into a further file, or declare a key in data-product.yaml.", cancellationToken);
        }
        else
        {
            taken = await TakeRowsAsync(staged, taken, known, generation, cancellationToken);
        }

        return taken;
    }

    private async Task<ReadFile> TakeRowsAsync(StagedFile staged, ReadFile file, ReadFile? known, long generation, CancellationToken cancellationToken)
    {
        try
        {
            List<string> problems = [];
            IReadOnlyList<string> lacked = [];
            var (rows, rejected) = (0L, 0L);
            await context.CommitAsync(
                async transaction =>
                {
                    List<ValidatedChange> page = new(IntakeContext.PageSize);
                    foreach (var row in FileFormats.Read(FileFormats.Of(source, file.File)!.Value, staged, source.Columns, names => lacked = names, cancellationToken))
                    {
                        var (change, problem) = context.Rows.Validated(row, context.Rows.AreKeyed ? null : StableId.Of($"{context.Product.Id}/{staged.Content}/{row.Line}"));
                        if (change is { } valid)
                        {
                            page.Add(valid);
                            rows++;
                        }
                        else if (++rejected <= MostProblems)
                        {
                            problems.Add($"{file.File}:{row.Line}: {problem}");
                        }

                        if (page.Count == IntakeContext.PageSize)
                        {
                            await context.Rows.ApplyAsync(page, generation, transaction, cancellationToken);
                            page.Clear();
                        }
                    }

                    await context.Rows.ApplyAsync(page, generation, transaction, cancellationToken);
                    await _read.StoreAsync(file = file with { Rows = rows, Rejected = rejected, Problems = [.. problems], Lacks = [.. lacked] }, transaction, cancellationToken);
                },
                cancellationToken);
            problems.ForEach(problem => LogRejected(logger, context.Product.Id.ToString(), problem));
            LogTaken(logger, context.Product.Id.ToString(), file.File, rows, rejected);
            if (lacked.Count > 0)
            {
                LogLacks(logger, context.Product.Id.ToString(), file.File, string.Join(", ", lacked));
            }

            return file;
        }
        catch (Exception exception) when (exception is SourceRefusedException or SourceUnreadableException)
        {
            return await RefuseUnreadAsync(staged.File, known, exception.Message, generation, cancellationToken);
        }
    }

    private async Task<ReadFile> RefuseAsync(ReadFile file, string problem, CancellationToken cancellationToken)
    {
        var named = Named(file.File, problem);
        LogRefused(logger, context.Product.Id.ToString(), named);
        var refused = file with { Problems = [named] };
        await context.CommitAsync(transaction => _read.StoreAsync(refused, transaction, cancellationToken), cancellationToken);
        return refused;
    }

    private static string Named(string file, string problem) => problem.StartsWith(file, StringComparison.Ordinal) ? problem : $"{file}: {problem}";

    private static ReadFile Taken(SourceFile file, string content, long generation) =>
        new() { File = file.Name, Length = file.Length, ModifiedAt = file.ModifiedAt.UtcDateTime, Content = content, Generation = generation };

    private static long Micros(DateTime time) => time.Ticks / TimeSpan.TicksPerMicrosecond;

    [LoggerMessage(EventId = 3071, Level = LogLevel.Warning, Message = "A row of {Product} was rejected: {Problem}")]
    private static partial void LogRejected(ILogger logger, string product, string problem);

    [LoggerMessage(EventId = 3075, Level = LogLevel.Warning, Message = "A file of {Product} was refused: {Problem}")]
    private static partial void LogRefused(ILogger logger, string product, string problem);

    [LoggerMessage(EventId = 3076, Level = LogLevel.Information, Message = "{File} of {Product} lacks columns, which are null in its rows: {Columns}")]
    private static partial void LogLacks(ILogger logger, string product, string file, string columns);

    [LoggerMessage(EventId = 3072, Level = LogLevel.Information, Message = "The rows of {Product} in {File} were taken over: {Rows}; rejected: {Rejected}")]
    private static partial void LogTaken(ILogger logger, string product, string file, long rows, long rejected);

    [LoggerMessage(EventId = 3074, Level = LogLevel.Warning, Message = "{Rows} rows of {Product} were not found and are kept, because files have problems and may have them: {Files}")]
    private static partial void LogKept(ILogger logger, string product, long rows, string files);

    [LoggerMessage(EventId = 3073, Level = LogLevel.Information, Message = "{File} of {Product} has the content of {Other}, and is not read again")]
    private static partial void LogCopy(ILogger logger, string product, string file, string other);
}
