using System.Collections.Concurrent;
using MeshStarter.Contracts.Products;
using MeshStarter.Lake.Tables;
using MeshStarter.Platform.Iceberg;
using MeshStarter.Sdk.Products;
using MeshStarter.Sdk.Registration;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging;

namespace MeshStarter.Sdk.Health;

/// <summary>
/// Notes the new major versions that nothing was published to: they have none of the rows of the version before. That is no failure of the service, and
/// its owners see it with the reasons of failures. A version with a source reads all rows by itself.
/// </summary>
internal sealed partial class EmptyVersions(OwnProducts products, RegisteredProducts registered, TableWriter tables, ILogger<EmptyVersions> logger) : IHealthCheck
{
    // For all products together: the answer about the health waits for them, and its caller has a timeout.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    private readonly ConcurrentDictionary<ProductMajorVersion, bool> _isEmpty = new();

    /// <inheritdoc/>
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(Patience);
        var later = products.All.Where(product => product.HasTable && product.Source is null && product.Id.Major > ProductVersion.First.Major && registered.Contains(product));
        var notes = (await Task.WhenAll(later.Select(async product => await IsEmptyAsync(product, patience.Token, cancellationToken) ? Text(product.Id) : null))).OfType<string>().ToList();
        return HealthCheckResult.Healthy(notes.Count == 0 ? null : string.Join('\n', notes));
    }

    /// <summary>The note on a version.</summary>
    internal static string Text(ProductMajorVersion version) =>
        $"empty until rows are emitted: {version.Reference} → mesh product refill {version.Reference}, where the domain offers it";

    // A version with rows is not looked at again.
    private async Task<bool> IsEmptyAsync(OwnProduct product, CancellationToken patience, CancellationToken cancellationToken)
    {
        if (_isEmpty.TryGetValue(product.Id, out var known) && !known)
        {
            return false;
        }

        try
        {
            var isEmpty = await tables.IsUnwrittenAsync(product.Descriptor, patience);
            if (isEmpty && _isEmpty.TryAdd(product.Id, isEmpty))
            {
                LogEmpty(logger, product.Id.Reference);
            }

            return _isEmpty[product.Id] = isEmpty;
        }
        catch (Exception exception) when (exception is HttpRequestException or IcebergException or IOException || (exception is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            // The catalog is away, which other checks report.
            return known;
        }
    }

    [LoggerMessage(3028, LogLevel.Warning, "{Product} is empty until rows are emitted: a new major version has none of the rows of the one before. mesh product refill emits the current ones, where the domain offers it")]
    private static partial void LogEmpty(ILogger logger, ProductReference product);
}
