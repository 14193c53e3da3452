using MeshStarter.Cli.Remote;
using MeshStarter.Contracts.Lifecycle;
using MeshStarter.Contracts.Products;

namespace MeshStarter.Cli.Gate;

/// <summary>Answers which major versions are retired: those that the caller names, and those of the running catalog.</summary>
/// <param name="named">The ones that the caller names; a product means all of its major versions.</param>
/// <param name="registered">The products of the running catalog; null for none.</param>
internal sealed class RetiredVersions(IReadOnlyList<ProductReference> named, RegisteredProducts? registered)
{
    /// <summary>Whether a major version is retired.</summary>
    /// <exception cref="CliException">The catalog does not answer.</exception>
    public async Task<bool> IncludeAsync(DataProductId product, int major, CancellationToken cancellationToken) =>
        named.Any(retired => retired.Product == product && (retired.Major is null || retired.Major == major))
        || (registered is not null && (await registered.MajorVersionsAsync(product, cancellationToken)).Any(status => status.Major == major && status.State == MajorVersionState.Retired));
}
