using System.Collections.Concurrent;
using System.Text.Json;
using MeshStarter.Contracts.Lifecycle;
using MeshStarter.Contracts.Products;
using MeshStarter.Sdk.Registration;
using Microsoft.Extensions.Hosting;

namespace MeshStarter.Sdk.Products;

/// <summary>
/// Reports to the catalog that this service is there. The answer has the major versions of its products: which is the one that the plain name
/// represents, and which are retired, and which terms of other versions are in force for them. While the catalog is away, what it said last holds.
/// </summary>
internal sealed class OwnMajorVersions(OwnProducts products, RegisteredProducts registered, CatalogClient catalog, TimeProvider time) : BackgroundService
{
    private readonly ConcurrentDictionary<ProductMajorVersion, MajorVersionStatus> _known = new();

    /// <summary>The product that an address names, <c>orders</c> or <c>orders@1</c>; null where there is none.</summary>
    public OwnProduct? Find(string name) => Find(name, _ => true);

    /// <summary>The product that an address names; null where there is none with the port.</summary>
    public OwnProduct? Find(string name, PortType port) => Find(name, own => own.Has(port));

    /// <summary>The product that an address names; null where there is none whose rows go to a table.</summary>
    public OwnProduct? FindTable(string name) => Find(name, own => own.HasTable);

    /// <summary>Whether the catalog has taken a product as this service has it: what its columns mean to policy holds in the whole mesh then.</summary>
    public bool IsRegistered(OwnProduct product) => registered.Contains(product);

    /// <summary>Whether the catalog has answered for a product: until then the terms of its other versions are not known.</summary>
    public bool IsAnswered(OwnProduct product) => registered.IsAnswered(product);

    /// <summary>Returns the status of a major version; null while that is not known. Its end comes at its time, and not with the catalog's next answer.</summary>
    public MajorVersionStatus? StatusOf(OwnProduct product) => _known.GetValueOrDefault(product.Id) switch
    {
        { RetiresAt: { } end } ended when end <= time.GetUtcNow() => ended with { State = MajorVersionState.Retired, IsDefault = false },
        var status => status,
    };

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await registered.WaitAsync(stoppingToken);
        while (true)
        {
            try
            {
                foreach (var (product, status, stricter) in await catalog.ReportPresenceAsync(products.Domain, stoppingToken))
                {
                    var id = new ProductMajorVersion(product, status.Major);
                    _known[id] = status;
                    // The status of the version that this service has, which need not be the newest.
                    if (products.All.FirstOrDefault(own => own.Id == id) is { } own)
                    {
                        registered.Note(id, stricter?.GetValueOrDefault(own.Descriptor.Version.ToString()));
                    }
                }
            }
            catch (Exception exception) when (exception is HttpRequestException or JsonException or TaskCanceledException && !stoppingToken.IsCancellationRequested)
            {
                // It is reported again.
            }

            await Task.Delay(Polling.Presence, time, stoppingToken);
        }
    }

    private OwnProduct? Find(string name, Func<OwnProduct, bool> serves)
    {
        if (!ProductReference.TryParse($"{products.Domain}.{name}", out var reference, out _))
        {
            return null;
        }

        var majorVersions = products.All.Where(own => own.Name == reference.Product && serves(own)).ToList();
        if (reference.Major is { } major)
        {
            return majorVersions.Find(own => own.Id.Major == major);
        }

        // Until the catalog names another one, the newest in use takes the place of one that has ended. A pending one does not.
        return majorVersions.Find(own => _known.GetValueOrDefault(own.Id) is { IsDefault: true }) is not { } named ? majorVersions.MaxBy(own => (IsRegistered(own), own.Id.Major))
            : IsInUse(named) ? named
            : majorVersions.Where(IsInUse).MaxBy(own => own.Id.Major) ?? named;
    }

    private bool IsInUse(OwnProduct product) => StatusOf(product) is { State: not MajorVersionState.Retired } status && status.ActiveFrom <= time.GetUtcNow();
}
