namespace MeshStarter.Contracts.Tokens;

/// <summary>The form with which a client exchanges an access token for one of fewer audiences (RFC 8693 section 2.1).</summary>
public static class TokenExchangeForm
{
    /// <summary>The grant type.</summary>
    public const string GrantType = "urn:ietf:params:oauth:grant-type:token-exchange";

    /// <summary>The type of the tokens, which are access tokens.</summary>
    public const string AccessToken = "urn:ietf:params:oauth:token-type:access_token";

    /// <summary>Returns the fields of the form.</summary>
    /// <param name="token">The token.</param>
    /// <param name="audience">The one audience that the new token is to have.</param>
    public static IReadOnlyList<KeyValuePair<string, string>> Of(string token, string audience) =>
        [new("grant_type", GrantType), new("subject_token", token), new("subject_token_type", AccessToken), new("audience", audience)];
}
