using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using MeshStarter.Lake.Iceberg;
using MeshStarter.Lake.Storage;

namespace MeshStarter.Catalog.Iceberg;

/// <summary>
/// No way outside, in the files themselves: reads the manifests that a commit brings to a domain's table, and refuses it when one of
/// the files they name does not lie in the domain's bucket.
/// </summary>
internal sealed class ManifestPaths(TableStorage storage)
{
    // A manifest is looked at once: 16 bytes say that it was.
    private const int MaximumKnown = 100_000;
    private const int ReadsAtOnce = 4;

    private readonly ConcurrentDictionary<UInt128, bool> _known = new();

    /// <summary>Holds every path that some snapshots reach against the rule.</summary>
    /// <exception cref="IcebergRefusedException">A path leads out of the bucket, or a manifest that the commit brings cannot be read.</exception>
    public async Task RequireInBucketAsync(string domain, TableMetadata table, IEnumerable<Snapshot> snapshots, CancellationToken cancellationToken)
    {
        var planner = new ScanPlanner(storage.StoreOf(domain), new ManifestCache(maxBytes: 0));
        var fresh = new Dictionary<UInt128, ManifestFile>();
        try
        {
            foreach (var snapshot in snapshots)
            {
                foreach (var manifest in await planner.ManifestsAsync(snapshot, cancellationToken))
                {
                    var key = KeyOf(domain, manifest);
                    if (!_known.ContainsKey(key))
                        fresh[key] = manifest;
                }
            }

            await Parallel.ForEachAsync(
                fresh.Values,
                new ParallelOptions { MaxDegreeOfParallelism = ReadsAtOnce, CancellationToken = cancellationToken },
                async (manifest, token) => Require(domain, manifest, await planner.EntriesAsync(table, manifest, token)));
        }
        catch (StorageException exception) when (exception.Failure is StorageFailure.NotFound or StorageFailure.Refused)
        {
            throw IcebergRefusedException.BadRequest($"snapshot: {exception.Message}");
        }

        if (_known.Count > MaximumKnown)
            _known.Clear();
        foreach (var key in fresh.Keys)
            _known.TryAdd(key, value: true);
    }

    private void Require(string domain, ManifestFile manifest, IReadOnlyList<ManifestEntry> entries)
    {
        foreach (var entry in entries)
        {
            storage.RequireInBucket(domain, entry.File.Location, $"manifest {manifest.Location}");
            if (entry.File.ReferencedDataFile is { } referenced)
                storage.RequireInBucket(domain, referenced, $"manifest {manifest.Location}");
        }
    }

    private static UInt128 KeyOf(string domain, ManifestFile manifest)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes($"{domain}\n{manifest.Length}\n{manifest.Location}"), hash);
        return System.Buffers.Binary.BinaryPrimitives.ReadUInt128LittleEndian(hash);
    }
}
