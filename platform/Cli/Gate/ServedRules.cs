using MeshStarter.Cli.Remote;
using MeshStarter.Policy.Rules;

namespace MeshStarter.Cli.Gate;

/// <summary>Reads the rules that a running mesh decides by now, as far as the caller may know of them.</summary>
internal static class ServedRules
{
    private const string Path = "policies/bundle";

    /// <summary>Returns the rules.</summary>
    /// <exception cref="CliException">Governance does not answer or refuses, or its rules are of a newer mesh.</exception>
    public static async Task<PolicyBundle> ReadAsync(MeshRemote mesh, CancellationToken cancellationToken)
    {
        var text = await mesh.GovernanceTextAsync(Path, cancellationToken);
        try
        {
            return PolicyBundle.ParseServed(text, "the rules in force").AsOf(TimeProvider.System.GetUtcNow());
        }
        catch (PolicyFormatException unknown)
        {
            throw new CliException(CliExitCodes.Failed, $"--against: {unknown.Message} Fix: Use the version of mesh that the mesh has, or name rules with --policies.", unknown);
        }
    }
}
