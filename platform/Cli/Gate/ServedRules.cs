using MeshStarter.Cli.Remote;
using MeshStarter.Policy.Rules;

namespace MeshStarter.Cli.Gate;

/// <summary>Reads the rules that a running mesh decides by now, as far as the caller may know of them.</summary>
internal static class ServedRules
{
    private const string Path = "policies/bundle";

    /// <summary>Returns the rules.</summary>
    /// <param name="mesh">The mesh.</param>
    /// <param name="argument">The argument that names it.</param>
    /// <param name="orElse">What the command offers besides another version of itself, such as <c>, or name rules</c>; empty for nothing.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="CliException">Governance does not answer or refuses, or its rules are of a newer mesh.</exception>
    public static async Task<PolicyBundle> ReadAsync(MeshRemote mesh, string argument, string orElse, CancellationToken cancellationToken)
    {
        var text = await mesh.GovernanceTextAsync(Path, cancellationToken);
        try
        {
            return PolicyBundle.ParseServed(text, "the rules in force").AsOf(TimeProvider.System.GetUtcNow());
        }
        catch (PolicyFormatException unknown)
        {
            throw new CliException(CliExitCodes.Failed, $"{argument}: {unknown.Message} Fix: Use the version of mesh that the mesh has{orElse}.", unknown);
        }
    }
}
