using MeshStarter.Contracts.Discovery;
using MeshStarter.Contracts.Tokens;

namespace MeshStarter.Cli.Remote.Tokens;

/// <summary>The rule of where a token may go: a receiver could use it wherever else it is valid.</summary>
internal static class ServiceToken
{
    /// <summary>Returns a token that may go to a service.</summary>
    /// <param name="token">The token.</param>
    /// <param name="service">The service.</param>
    /// <param name="settings">The audiences of the mesh.</param>
    /// <param name="isGiven">Whether the address is the mesh's or the caller's own, so that a mesh's one audience may go there, and a token whose audiences cannot be read.</param>
    /// <exception cref="CliException">It is valid elsewhere, too.</exception>
    public static string Checked(string token, string service, MeshSignIn settings, bool isGiven)
    {
        if (isGiven && settings.SharedAudience is not null)
        {
            return token;
        }

        var (audiences, own) = (TokenAudience.Read(token), settings.AudiencesOf(service));
        var problem = audiences is null ? (isGiven ? null : "of audiences that cannot be read")
            : audiences.FirstOrDefault(audience => !own.Contains(audience, StringComparer.Ordinal)) is { } further ? $"for {further}, too"
            : null;
        return problem is null ? token
            : throw new CliException(CliExitCodes.Failed, $"The token for {service} is {problem}, so it is not sent. Give the service's address yourself with --service, or have the mesh's issuer give tokens for one service alone.");
    }
}
