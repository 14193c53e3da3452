using System.Collections.Concurrent;
using MeshStarter.Contracts;
using MeshStarter.Sdk.Products;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace MeshStarter.Sdk.Registration;

/// <summary>
/// The own products that the catalog has registered, and those that it refused. A service is ready once the catalog has answered for each product. It is
/// degraded while one is refused, because that product's ports serve nothing.
/// </summary>
internal sealed class RegisteredProducts : IHealthCheck
{
    private readonly ConcurrentDictionary<ProductMajorVersion, OwnProduct> _products = new();
    private readonly ConcurrentDictionary<ProductMajorVersion, RefusedVersion> _refused = new();
    private readonly TaskCompletionSource _complete = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Whether the catalog has registered a product.</summary>
    public bool Contains(OwnProduct product) => _products.ContainsKey(product.Id);

    /// <summary>The versions that are not published, by product.</summary>
    public IReadOnlyList<RefusedVersion> Refused => [.. _refused.Values.OrderBy(refused => refused.Product.ToString(), StringComparer.Ordinal).ThenBy(refused => refused.Version)];

    /// <summary>Notes that the catalog has registered a product.</summary>
    public void Add(OwnProduct product) => _products[product.Id] = product;

    /// <summary>Notes that a version is refused and not published.</summary>
    public void Refuse(RefusedVersion refused) => _refused[new ProductMajorVersion(refused.Product, refused.Version.Major)] = refused;

    /// <summary>Notes that the catalog has answered for every product.</summary>
    public void Complete() => _complete.TrySetResult();

    /// <summary>Waits until the catalog has answered for every product.</summary>
    public Task WaitAsync(CancellationToken cancellationToken) => _complete.Task.WaitAsync(cancellationToken);

    /// <inheritdoc/>
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(
            !_complete.Task.IsCompleted ? HealthCheckResult.Unhealthy("the catalog has not answered yet")
            : Refused is { Count: > 0 } refused ? HealthCheckResult.Degraded(string.Join('\n', refused))
            : HealthCheckResult.Healthy());
}
