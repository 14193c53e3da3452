using System.Collections.Concurrent;
using System.Text.Json;
using MeshStarter.ServiceDefaults.Outgoing;

namespace MeshStarter.Sdk.Registration;

/// <summary>
/// Finds the addresses of events' schemas in the registry: by their ids, which are requested from the registry once each, or by their guids,
/// which every registry has, while it does not answer.
/// </summary>
internal sealed class SchemaAddresses(CatalogClient catalog, ServiceDirectory services, TimeProvider time)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(30);

    private readonly ConcurrentDictionary<Guid, int> _ids = new();
    private readonly ConcurrentDictionary<Guid, long> _requested = new();

    /// <summary>Returns the address of each of some schemas.</summary>
    public async Task<IReadOnlyDictionary<Guid, string>> FindAsync(IEnumerable<Guid> guids, CancellationToken cancellationToken)
    {
        var registry = new Uri(services.Find("catalog"), "schema-registry/");
        Dictionary<Guid, string> addresses = [];
        foreach (var guid in guids.Distinct())
        {
            addresses[guid] = new Uri(registry, await IdAsync(guid, cancellationToken) is { } id ? $"schemas/ids/{id}" : $"schemas/guids/{guid}").ToString();
        }

        return addresses;
    }

    private async ValueTask<int?> IdAsync(Guid guid, CancellationToken cancellationToken)
    {
        if (_ids.TryGetValue(guid, out var id))
        {
            return id;
        }

        if (_requested.TryGetValue(guid, out var at) && time.GetElapsedTime(at) < Pause)
        {
            return null;
        }

        _requested[guid] = time.GetTimestamp();
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(Patience);
        try
        {
            return await catalog.SchemaIdAsync(guid, patience.Token) is { } found ? _ids[guid] = found : null;
        }
        catch (Exception exception) when (exception is HttpRequestException or JsonException or OperationCanceledException && !cancellationToken.IsCancellationRequested)
        {
            return null;
        }
    }
}
