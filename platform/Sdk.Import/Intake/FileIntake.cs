using MeshStarter.Platform.Sources;
using MeshStarter.Platform.Sources.Definitions;
using MeshStarter.Platform.Sources.Files;
using MeshStarter.Sdk.Lineage;
using MeshStarter.Sdk.Products;
using Microsoft.Extensions.Logging;

namespace MeshStarter.Sdk.Import.Intake;

/// <summary>Takes the files of a folder over (<see cref="FileReader"/>). A file is read after it stood still for a while.</summary>
internal sealed partial class FileIntake(IntakeContext context, FilesSource source, TimeProvider time, ILogger logger)
{
    private const int MostNamed = 20;

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
            var (isDone, gone) = await LookAsync(place, generation, isWhole, cancellationToken);
            while (isWhole && !isDone)
            {
                await Task.Delay(Still, time, cancellationToken);
                (isDone, gone) = await LookAsync(place, generation, isWhole, cancellationToken);
            }

            if (isWhole)
            {
                await context.TakeWholeAsync(() => EndWholeAsync(generation, known is { State: IntakeState.Snapshot, IsRequested: false }, cancellationToken), cancellationToken);
            }

            if (gone.Count > 0)
            {
                await context.CommitAsync(transaction => _read.RemoveAsync(gone, context.Rows.AreKeyed, transaction, cancellationToken), cancellationToken);
            }

            await context.RestAsync(isDone || source.Every < Still ? source.Every : Still, time, cancellationToken);
        }
    }

    private async Task EndWholeAsync(long generation, bool isResumed, CancellationToken cancellationToken)
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
                else if (isResumed && _seen.Count == 0 && await context.Rows.CountOlderAsync(generation, transaction, cancellationToken) > 0)
                {
                    // A volume may not be mounted after a restart. A person who requests it means an empty folder.
                    throw new SourceRefusedException(source.Problem(
                        "path", "there are no files, of which rows were read before.", $"put the files back; or, if they are gone, have their rows deleted: mesh source snapshot {context.Product.Name}."));
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
            LogKept(logger, context.Product.Id.ToString(), kept, string.Join(", ", partly.Take(MostNamed)));
        }
    }

    // Whether every file stood still and was read, and the files to remove that were read before and are gone.
    private async Task<(bool IsDone, IReadOnlyList<string> Gone)> LookAsync(IFilePlace place, long generation, bool isWhole, CancellationToken cancellationToken)
    {
        var files = (await place.ListAsync(cancellationToken)).Where(file => FileFormats.Of(source, file.Name) is not null).OrderBy(file => file.ModifiedAt).ThenBy(file => file.Name, StringComparer.Ordinal).ToList();
        var read = await _read.ListAsync(cancellationToken);
        _seen = files.ToDictionary(
            file => file.Name, file => _seen.TryGetValue(file.Name, out var before) && before.File == file ? before : (file, time.GetTimestamp()), StringComparer.Ordinal);
        var gone = Gone(read.Values);
        var reader = new FileReader(context, source, place, _read, read, generation, isWhole, logger);
        var isDone = true;
        foreach (var file in files.Where(file => !reader.HasRead(file)))
        {
            if (file.Problem is { } problem)
            {
                await reader.RefuseAsync(file, problem, cancellationToken);
            }
            else if (time.GetElapsedTime(_seen[file.Name].Since) < Still || !await reader.ReadAsync(file, cancellationToken))
            {
                isDone = false;
            }
        }

        return (isDone, gone);
    }

    // A volume that is not mounted is an empty folder. Its files are known when they are back: an older one that was read again would replace rows of a later one.
    private IReadOnlyList<string> Gone(IEnumerable<ReadFile> read) =>
        [.. read.Where(file => !_seen.ContainsKey(file.File) && (context.Rows.AreKeyed ? _seen.Count > 0 || file.Rows == 0 : !file.WasRead || file.Problems.Length > 0)).Select(file => file.File)];

    [LoggerMessage(3074, LogLevel.Warning, "{Rows} rows of {Product} were not found and are kept, because files have problems and may have them: {Files}")]
    private static partial void LogKept(ILogger logger, string product, long rows, string files);
}
