using System.Collections.Concurrent;
using MeshStarter.Contracts.Evolution;
using MeshStarter.Contracts.Lifecycle;
using MeshStarter.Contracts.Products;
using MeshStarter.Contracts.Registration;
using MeshStarter.Policy.Decisions;
using MeshStarter.Sdk.Products;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace MeshStarter.Sdk.Registration;

/// <summary>
/// The own products that the catalog has registered, and those that it refused. A service is ready once the catalog has answered for each product. It is
/// degraded while one is refused, because that product's ports serve nothing.
/// </summary>
internal sealed class RegisteredProducts : IHealthCheck
{
    private readonly ConcurrentDictionary<ProductMajorVersion, PolicyResource> _products = new();
    private readonly ConcurrentDictionary<ProductMajorVersion, (RefusedVersion Version, PolicyResource? Resource)> _refused = new();
    private readonly TaskCompletionSource _complete = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Whether the catalog has registered a product.</summary>
    public bool Contains(OwnProduct product) => _products.ContainsKey(product.Id);

    /// <summary>Whether the catalog has registered or refused a product.</summary>
    public bool IsAnswered(OwnProduct product) => _products.ContainsKey(product.Id) || _refused.ContainsKey(product.Id);

    /// <summary>The versions that are not published, by product.</summary>
    public IReadOnlyList<RefusedVersion> Refused => [.. _refused.Values.Select(refused => refused.Version).OrderBy(refused => refused.Product.ToString(), StringComparer.Ordinal).ThenBy(refused => refused.Version)];

    /// <summary>
    /// The properties of a product that policy decides on: of its own descriptor, and the stricter terms of its other versions that the catalog reported.
    /// </summary>
    public PolicyResource ResourceOf(OwnProduct product) => _products.GetValueOrDefault(product.Id) ?? _refused.GetValueOrDefault(product.Id).Resource ?? PolicyResource.FromDescriptor(product.Descriptor);

    /// <summary>Notes that the catalog has registered a product.</summary>
    /// <param name="product">The product.</param>
    /// <param name="stricter">The stricter terms of its other versions; null where there are none.</param>
    public void Add(OwnProduct product, IReadOnlyList<StricterTerms>? stricter = null) => _products[product.Id] = PolicyResource.FromDescriptor(product.Descriptor) with { Stricter = stricter ?? [] };

    /// <summary>Notes the stricter terms of a registered product's other versions as they are now: another service may have registered one.</summary>
    public void Note(ProductMajorVersion product, IReadOnlyList<StricterTerms>? stricter)
    {
        // One instance while nothing changes: the plans of decisions are with it.
        if (_products.TryGetValue(product, out var known) && !known.Stricter.SequenceEqual(stricter ?? []))
        {
            _products.TryUpdate(product, known with { Stricter = stricter ?? [] }, known);
        }
    }

    /// <summary>Notes that a version is refused and not published.</summary>
    /// <param name="product">The product.</param>
    /// <param name="refused">The version, and why.</param>
    /// <param name="existing">The product as it is registered: its terms are in force for what is refused, too; null where it is not registered.</param>
    public void Refuse(OwnProduct product, RefusedVersion refused, ProductDetails? existing)
    {
        var declared = PolicyResource.FromDescriptor(product.Descriptor);
        var beyond = existing is null ? null : DeclaredTerms.Of(existing).Beyond(DeclaredTerms.Of(product.Descriptor));
        _refused[product.Id] = (refused, declared with { Stricter = [.. existing?.Stricter ?? [], .. beyond is null ? [] : (StricterTerms[])[beyond]] });
    }

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
