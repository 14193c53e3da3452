using System.Collections.Concurrent;
using MeshStarter.Contracts;
using MeshStarter.Sdk.Products;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace MeshStarter.Sdk.Registration;

/// <summary>The own products that the catalog has taken; a service is ready once it was asked for each.</summary>
internal sealed class RegisteredProducts : IHealthCheck
{
    private readonly ConcurrentDictionary<ProductMajor, OwnProduct> _products = new();
    private readonly TaskCompletionSource _complete = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Whether the catalog has taken a product.</summary>
    public bool Contains(OwnProduct product) => _products.ContainsKey(product.Id);

    /// <summary>Notes that the catalog has taken a product.</summary>
    public void Add(OwnProduct product) => _products[product.Id] = product;

    /// <summary>Notes that the catalog was asked for every product.</summary>
    public void Complete() => _complete.TrySetResult();

    /// <summary>Waits until the catalog was asked for every product.</summary>
    public Task WaitAsync(CancellationToken cancellationToken) => _complete.Task.WaitAsync(cancellationToken);

    /// <inheritdoc/>
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(_complete.Task.IsCompleted ? HealthCheckResult.Healthy() : HealthCheckResult.Unhealthy("the catalog has not answered yet"));
}
