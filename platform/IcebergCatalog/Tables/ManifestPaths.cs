using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using MeshStarter.Platform.Iceberg;
using MeshStarter.Platform.Iceberg.Manifests;
using MeshStarter.Platform.Iceberg.Metadata;
using MeshStarter.Platform.Iceberg.Scanning;
using MeshStarter.Platform.IcebergCatalog.Names;
using MeshStarter.Platform.IcebergCatalog.Wire;
using MeshStarter.Platform.Storage;

namespace MeshStarter.Platform.IcebergCatalog.Tables;

/// <summary>
/// No way outside, in the files themselves: reads the manifests that a commit brings to a domain's table, and refuses it when one of
/// the files they name is not in the domain's bucket, or is not there. What a foreign writer left to the operating system is
/// made to survive a loss of power, since the commit that names it will.
/// </summary>
internal sealed class ManifestPaths(TableStorage storage) : IDisposable
{
    // A manifest is looked at once: 16 bytes say that it was.
    private const int MaximumKnown = 100_000;
    private const int ReadsAtOnce = 4;

    // Manifests and entries that a commit may bring.
    private const int MostFiles = 5_000_000;

    // A file of few bytes may take many once it is read. Publishes of services do not wait for the files of others.
    private readonly SemaphoreSlim _foreign = new(ReadsAtOnce, ReadsAtOnce);

    private readonly ConcurrentDictionary<UInt128, bool> _known = new();

    /// <summary>Holds every path that some snapshots reach against the rule.</summary>
    /// <param name="target">The table, which is a domain's.</param>
    /// <param name="table">Its metadata with the snapshots.</param>
    /// <param name="snapshots">The snapshots that are new.</param>
    /// <param name="statistics">The statistics files that are new.</param>
    /// <param name="care">The care for the files that the snapshots add.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="IcebergRefusedException">A path leads out of the bucket, or a file that the commit brings is not there or cannot be read.</exception>
    public async Task RequireInBucketAsync(TableTarget target, TableMetadata table, IReadOnlyList<Snapshot> snapshots, IReadOnlyList<string> statistics, FileCare care, CancellationToken cancellationToken)
    {
        var store = storage.StoreOf(target.Domain);
        var planner = new ScanPlanner(store, new ManifestCache(maxBytes: 0));
        var added = new ConcurrentBag<string>();
        var made = snapshots.Select(snapshot => snapshot.SnapshotId).ToHashSet();
        Dictionary<UInt128, ManifestFile> fresh;
        try
        {
            fresh = await FreshAsync(target, snapshots, planner, care, cancellationToken);
            var files = fresh.Count;
            await Parallel.ForEachAsync(
                fresh.Values,
                new ParallelOptions { MaxDegreeOfParallelism = ReadsAtOnce, CancellationToken = cancellationToken },
                (manifest, token) => InTurnAsync(
                    care,
                    async () =>
                    {
                        var entries = await planner.EntriesAsync(table, manifest, token);
                        RequireFew(Interlocked.Add(ref files, entries.Count));
                        Require(target, manifest, entries);
                        foreach (var entry in entries.Where(entry => care != FileCare.FlushedWhereThere && entry.Status == ManifestEntryStatus.Added && made.Contains(manifest.AddedSnapshotId)))
                        {
                            added.Add(entry.File.Location);
                        }
                    },
                    token));
            if (care == FileCare.MustExist)
            {
                await store.RequireAsync(added, cancellationToken);
            }

            if (care == FileCare.MustExist && statistics.Count > 0)
            {
                await store.SealAsync(statistics, cancellationToken);
            }
            else if (care == FileCare.Flushed)
            {
                await store.SealAsync([.. statistics, .. snapshots.Select(snapshot => snapshot.ManifestList).OfType<string>(), .. fresh.Values.Select(manifest => manifest.Location), .. added], cancellationToken);
            }
        }
        catch (StorageException exception) when (exception.Failure is StorageFailure.NotFound or StorageFailure.Refused)
        {
            throw IcebergRefusedException.BadRequest($"snapshot: {exception.Message}");
        }

        Remember(fresh.Keys);
    }

    public void Dispose() => _foreign.Dispose();

    // The manifests that were not looked at before.
    private async Task<Dictionary<UInt128, ManifestFile>> FreshAsync(TableTarget target, IReadOnlyList<Snapshot> snapshots, ScanPlanner planner, FileCare care, CancellationToken cancellationToken)
    {
        var fresh = new Dictionary<UInt128, ManifestFile>();
        foreach (var snapshot in snapshots)
        {
            await InTurnAsync(
                care,
                async () =>
                {
                    foreach (var manifest in await planner.ManifestsAsync(snapshot, cancellationToken))
                    {
                        storage.RequireFile(target, manifest.Location, $"manifest list {snapshot.ManifestList}");
                        var key = KeyOf(target.Domain!, manifest);
                        if (!_known.ContainsKey(key))
                        {
                            fresh[key] = manifest;
                        }
                    }
                },
                cancellationToken);
            RequireFew(fresh.Count);
        }

        return fresh;
    }

    private async ValueTask InTurnAsync(FileCare care, Func<Task> read, CancellationToken cancellationToken)
    {
        if (care == FileCare.MustExist)
        {
            await read();
            return;
        }

        await _foreign.WaitAsync(cancellationToken);
        try
        {
            await read();
        }
        finally
        {
            _foreign.Release();
        }
    }

    private static void RequireFew(int files)
    {
        if (files > MostFiles)
        {
            throw IcebergRefusedException.BadRequest($"snapshot: the snapshots name more than {MostFiles} new manifests and entries of manifests, the most of one commit. Commit fewer files at a time; of a table that is registered, expire snapshots before.");
        }
    }

    /// <summary>Flushes the files that some snapshots reach, with their folders, and others: those that are there and can be.</summary>
    /// <param name="domain">The domain whose files they are; null for the platform's, which lie anywhere.</param>
    /// <param name="table">The table with the snapshots.</param>
    /// <param name="snapshots">The snapshots that are new.</param>
    /// <param name="others">Other files that are new.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task FlushAsync(string? domain, TableMetadata table, IReadOnlyList<Snapshot> snapshots, IReadOnlyList<string> others, CancellationToken cancellationToken)
    {
        // An object store holds what it took.
        if (storage.IsRemote)
        {
            return;
        }

        var store = storage.StoreOf(domain);
        var planner = new ScanPlanner(store, new ManifestCache(maxBytes: 0));
        var seen = new HashSet<UInt128>();
        var files = new HashSet<string>(others, StringComparer.Ordinal);
        foreach (var snapshot in snapshots)
        {
            files.UnionWith(snapshot.Manifests ?? [snapshot.ManifestList!]);
            await InTurnAsync(FileCare.FlushedWhereThere, () => AddAsync(snapshot), cancellationToken);
        }

        await Parallel.ForEachAsync(
            files,
            new ParallelOptions { MaxDegreeOfParallelism = ReadsAtOnce, CancellationToken = cancellationToken },
            async (file, token) => await ThereAsync<string>(async () =>
            {
                await store.SealAsync([file], token);
                return [];
            }));
        Remember(seen);

        async Task AddAsync(Snapshot snapshot)
        {
            foreach (var manifest in await ThereAsync(() => planner.ManifestsAsync(snapshot, cancellationToken)))
            {
                var key = KeyOf($"flushed {domain}", manifest);
                if (_known.ContainsKey(key) || !seen.Add(key))
                {
                    continue;
                }

                files.Add(manifest.Location);
                files.UnionWith((await ThereAsync(() => planner.EntriesAsync(table, manifest, cancellationToken))).Where(entry => entry.IsLive).Select(entry => entry.File.Location));
            }
        }
    }

    private void Remember(IEnumerable<UInt128> keys)
    {
        if (_known.Count > MaximumKnown)
        {
            _known.Clear();
        }

        foreach (var key in keys)
        {
            _known.TryAdd(key, value: true);
        }
    }

    // The table names files that are missing, or outside the catalog's rights, at its writer's risk.
    private static async Task<IReadOnlyList<T>> ThereAsync<T>(Func<Task<IReadOnlyList<T>>> read)
    {
        try
        {
            return await read();
        }
        catch (Exception exception) when (exception is StorageException or IcebergException)
        {
            return [];
        }
    }

    private void Require(TableTarget target, ManifestFile manifest, IReadOnlyList<ManifestEntry> entries)
    {
        foreach (var entry in entries)
        {
            storage.RequireFile(target, entry.File.Location, $"manifest {manifest.Location}");
            if (entry.File.ReferencedDataFile is { } referenced)
            {
                storage.RequireFile(target, referenced, $"manifest {manifest.Location}");
            }
        }
    }

    private static UInt128 KeyOf(string domain, ManifestFile manifest)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes($"{domain}\n{manifest.Length}\n{manifest.Location}"), hash);
        return System.Buffers.Binary.BinaryPrimitives.ReadUInt128LittleEndian(hash);
    }
}

/// <summary>The care that the catalog takes for the files of a commit before the commit is effective.</summary>
internal enum FileCare
{
    /// <summary>Flushes those that are there, with their folders: the table is taken in as it is.</summary>
    FlushedWhereThere,

    /// <summary>Sees that they are there; the mesh's own writers have flushed them.</summary>
    MustExist,

    /// <summary>Flushes them with their folders.</summary>
    Flushed,
}
