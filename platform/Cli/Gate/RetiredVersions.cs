using System.Text.Json;
using MeshStarter.Cli.Remote;
using MeshStarter.Contracts.Json;
using MeshStarter.Contracts.Lifecycle;
using MeshStarter.Contracts.Products;
using MeshStarter.Contracts.Registration;

namespace MeshStarter.Cli.Gate;

/// <summary>Answers which major versions are retired: those that the caller names, and those of the running catalog.</summary>
/// <param name="named">The ones that the caller names; a product means all of its major versions.</param>
/// <param name="mesh">The running mesh; null for none.</param>
internal sealed class RetiredVersions(IReadOnlyList<ProductReference> named, MeshRemote? mesh)
{
    /// <summary>Whether a major version is retired.</summary>
    /// <exception cref="CliException">The catalog does not answer.</exception>
    public async Task<bool> IncludeAsync(DataProductId product, int major, CancellationToken cancellationToken) =>
        named.Any(retired => retired.Product == product && (retired.Major is null || retired.Major == major))
        || (mesh is not null && await IsRetiredInCatalogAsync(mesh, product, major, cancellationToken));

    private static async Task<bool> IsRetiredInCatalogAsync(MeshRemote mesh, DataProductId product, int major, CancellationToken cancellationToken)
    {
        try
        {
            var known = (await mesh.GetAsync($"products/{product}/majors", cancellationToken)).Deserialize<ItemList<MajorVersionStatus>>(MeshJson.Options)!;
            return known.Items.Any(status => status.Major == major && status.State == MajorVersionState.Retired);
        }
        catch (CliException refused) when (refused.ExitCode == CliExitCodes.NotFound)
        {
            // The catalog has no such product, or none that the caller may see: it is not known to be retired.
            return false;
        }
    }
}
