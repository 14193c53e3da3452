using System.Text.Json;
using MeshStarter.Cli.Remote;
using MeshStarter.Contracts;

namespace MeshStarter.Cli.Checking;

/// <summary>Finds versions that are too low for what changed: since the version that the running catalog has, or since the last commit.</summary>
/// <param name="mesh">The running mesh; null for git alone.</param>
internal sealed class VersionBefore(MeshRemote? mesh)
{
    /// <summary>Returns the problem, or null.</summary>
    public async Task<string?> ProblemAsync(DataProductDescriptor product, string file, CancellationToken cancellationToken)
    {
        var (before, where) = mesh is null ? (await CommittedAsync(file, cancellationToken), "the last commit") : (await RegisteredAsync(mesh, product, cancellationToken), "the catalog");
        return before is not null && before.Name == product.Name && VersionRule.Problem([before], product) is { } problem
            ? $"version: version.low: {problem.Text["version: ".Length..]} That is of {where}. Fix: Write \"version: {problem.Least}\"."
            : null;
    }

    private static async Task<DataProductDescriptor?> CommittedAsync(string file, CancellationToken cancellationToken) =>
        await GitFile.HeadAsync(file, cancellationToken) is { } text ? DescriptorReader.Read(text, file).Descriptor : null;

    private static async Task<DataProductDescriptor?> RegisteredAsync(MeshRemote mesh, DataProductDescriptor product, CancellationToken cancellationToken)
    {
        try
        {
            return RegisteredDescriptor.Of((await mesh.GetAsync($"products/{product.Name}@{product.Version.Major}", cancellationToken)).Deserialize<ProductDetails>(MeshJson.Options)!);
        }
        catch (CliException refused) when (refused.ExitCode == CliExitCodes.Failed)
        {
            // The catalog has no such version, or none that the caller may see.
            return null;
        }
    }
}
