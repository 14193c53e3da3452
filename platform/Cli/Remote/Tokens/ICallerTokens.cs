namespace MeshStarter.Cli.Remote.Tokens;

/// <summary>The tokens of a call's caller.</summary>
internal interface ICallerTokens
{
    /// <summary>The option, variable or command that they come by.</summary>
    string Source { get; }

    /// <summary>Whether they go over https, or to this machine, alone: they are not chosen for one call.</summary>
    bool IsConfined { get; }

    /// <summary>The remedy where a service does not accept a token; null for none.</summary>
    string? Remedy { get; }

    /// <summary>Gets a token for a service.</summary>
    /// <param name="service">The service: <c>catalog</c>, <c>governance</c>, <c>query</c>, or a domain.</param>
    /// <param name="isGiven">Whether the service's address is the mesh's or the caller's own. That of a domain's service is its registrant's, and gets a token that is valid there alone.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="CliException">There is none.</exception>
    Task<string> GetAsync(string service, bool isGiven, CancellationToken cancellationToken);
}
