namespace MeshStarter.Governance.Identity;

/// <summary>A request of a client to sign in a persona (OpenID Connect Core 1.0 section 3.1.2.1).</summary>
/// <param name="ClientId">The client.</param>
/// <param name="RedirectUri">The address that the browser returns to; one of the client's.</param>
/// <param name="State">The client's own value, returned as it is.</param>
/// <param name="Nonce">The client's own value for the ID token; null for none.</param>
/// <param name="CodeChallenge">The hash of the client's verifier.</param>
internal sealed record AuthorizationRequest(string ClientId, string RedirectUri, string? State, string? Nonce, string CodeChallenge)
{
    private const int LongestValue = 2_000;

    private static readonly string[] Single = ["response_type", "client_id", "redirect_uri", "scope", "state", "nonce", "code_challenge", "code_challenge_method", "response_mode", "persona"];

    /// <summary>
    /// Reads a request. Null where it is refused: <paramref name="problem"/> is for the person at the browser if the client or its address is unknown, because
    /// nothing is sent there then; else <paramref name="error"/> is for the client.
    /// </summary>
    public static AuthorizationRequest? Read(IQueryCollection query, IssuerOptions issuer, out string? problem, out OAuthError? error)
    {
        (problem, error) = (null, null);
        string? Value(string name) => query[name] is [{ Length: > 0 and <= LongestValue } value] ? value : null;
        if (Value("client_id") is not { } client || !issuer.Clients.TryGetValue(client, out var known))
        {
            problem = "client_id: there is no such client.";
            return null;
        }

        if (Value("redirect_uri") is not { } address || !known.RedirectUris.Contains(address, StringComparer.Ordinal))
        {
            problem = $"redirect_uri: it is none of the addresses of client {client}, which setting Mesh:Identity:Issuer:Clients:{client}:RedirectUris lists.";
            return null;
        }

        error = Array.Find(Single, name => query[name].Count > 1) is { } repeated ? new OAuthError("invalid_request", $"{repeated} is given more than once.")
            : Value("response_type") != "code" ? new OAuthError("unsupported_response_type", "response_type must be code.")
            : Value("response_mode") is not (null or "query") ? new OAuthError("invalid_request", "response_mode must be query.")
            : Value("scope")?.Split(' ').Contains("openid", StringComparer.Ordinal) != true ? new OAuthError("invalid_scope", "scope must have openid.")
            : Value("code_challenge_method") != "S256" || Value("code_challenge") is not { Length: 43 } ? new OAuthError("invalid_request", "code_challenge_method must be S256, with a code_challenge of 43 characters.")
            : null;
        return error is null ? new AuthorizationRequest(client, address, Value("state"), Value("nonce"), Value("code_challenge")!) : null;
    }
}
