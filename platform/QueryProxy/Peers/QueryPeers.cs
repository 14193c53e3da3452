using System.Collections.Concurrent;
using Microsoft.Extensions.Options;

namespace MeshStarter.QueryProxy.Peers;

/// <summary>The query proxies that answer together with this one, by their names, and whose turn it is.</summary>
internal sealed class QueryPeers(IOptions<QueryOptions> options, TimeProvider time)
{
    private readonly Dictionary<string, Uri> _addresses = options.Value.Peers.ToDictionary(peer => peer.Key, peer => new Uri(peer.Value), StringComparer.Ordinal);

    // In one order, with this proxy as null.
    private readonly string?[] _turns = [null, .. options.Value.Peers.Keys.Order(StringComparer.Ordinal)];

    // When a peer that did not answer gets its turn again.
    private readonly ConcurrentDictionary<string, long> _leftOutUntil = new(StringComparer.Ordinal);
    private uint _turn;

    /// <summary>Whether this proxy answers alone.</summary>
    public bool AreNone => _addresses.Count == 0;

    /// <summary>Finds the peer that an id of a statement or transaction names: <c>20261120_073316_00253_b</c> is one of <c>b</c>.</summary>
    /// <returns>Its name; null where the id is this proxy's own or no one's.</returns>
    public string? OwnerOf(ReadOnlySpan<char> id) => id.LastIndexOf('_') is >= 0 and var end && id[(end + 1)..].ToString() is var name && _addresses.ContainsKey(name) ? name : null;

    /// <summary>Takes the next turn.</summary>
    /// <returns>The name of a peer; null where it is this proxy's own.</returns>
    public string? Next()
    {
        var now = time.GetTimestamp();
        var turn = Interlocked.Increment(ref _turn);
        return _turns.Select((_, step) => _turns[(turn + (uint)step) % _turns.Length]).First(name => name is null || !_leftOutUntil.TryGetValue(name, out var until) || now >= until);
    }

    /// <summary>The address of a peer.</summary>
    public Uri AddressOf(string name) => _addresses[name];

    /// <summary>Gives a peer no turn for a while.</summary>
    public void LeaveOut(string name, TimeSpan pause) => _leftOutUntil[name] = time.GetTimestamp() + (long)(pause.TotalSeconds * time.TimestampFrequency);
}
