using System.Collections.Concurrent;
using MeshStarter.Contracts.Slo;

namespace MeshStarter.Catalog.Slo;

/// <summary>The last measurements that this catalog took: the database has them up to a minute later.</summary>
internal sealed class LatestMeasurements
{
    private readonly ConcurrentDictionary<SloKey, SloMeasurement> _known = new();

    /// <summary>Notes measurements of a moment.</summary>
    public void Note(IEnumerable<Measured> measurements, DateTimeOffset now)
    {
        foreach (var measured in measurements)
        {
            _known[measured.Key] = new SloMeasurement(now, measured.IsKept, measured.Value, measured.Reason);
        }
    }

    /// <summary>Returns the later of a stored measurement and the one taken here.</summary>
    public SloMeasurement? Latest(SloKey key, SloMeasurement? stored) =>
        _known.TryGetValue(key, out var known) && (stored is null || stored.At <= known.At) ? known : stored;

    /// <summary>Forgets the service levels that are not measured any more.</summary>
    public void Keep(IReadOnlySet<SloKey> keys)
    {
        foreach (var key in _known.Keys.Where(key => !keys.Contains(key)))
        {
            _known.TryRemove(key, out _);
        }
    }
}
