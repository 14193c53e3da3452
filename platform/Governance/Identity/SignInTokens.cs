namespace MeshStarter.Governance.Identity;

/// <summary>Redeems authorization codes and refresh tokens (RFC 6749 sections 4.1.3 and 6).</summary>
internal sealed class SignInTokens(AuthorizationCodes codes, RefreshTokens refreshing, PersonaDirectory personas, AudienceSelection audiences, TokenOffice office, TokenMint mint)
{
    /// <summary>The grant type of a code.</summary>
    public const string CodeGrant = "authorization_code";

    /// <summary>The grant type of a refresh token.</summary>
    public const string RefreshGrant = "refresh_token";

    /// <summary>Issues the tokens of a sign-in, or returns the error. The client has been authenticated.</summary>
    public async Task<(TokenResponse? Tokens, OAuthError? Error)> RunAsync(string grantType, string clientId, IFormCollection form, CancellationToken cancellationToken)
    {
        SignInGrant grant;
        string refreshToken;
        string? nonce = null;
        if (grantType == CodeGrant)
        {
            if (codes.Redeem(form["code"].ToString(), clientId, form["redirect_uri"].ToString(), form["code_verifier"].ToString(), out var replayed) is not { } redeemed)
            {
                if (replayed is not null)
                {
                    refreshing.Revoke(replayed);
                }

                return (null, new OAuthError("invalid_grant", "code is none of this client's, has expired, was redeemed before, or does not fit redirect_uri and code_verifier."));
            }

            (grant, nonce, refreshToken) = (redeemed.Grant, redeemed.Request.Nonce, refreshing.Issue(redeemed.Grant));
        }
        else if (refreshing.Use(form["refresh_token"].ToString(), clientId) is { } used)
        {
            (grant, refreshToken) = used;
        }
        else
        {
            return (null, new OAuthError("invalid_grant", "refresh_token is none of this client's, has expired, or was used before."));
        }

        // Domains, and so their owners, may be gone after a restart.
        if (personas.Find(grant.Persona) is not { } persona)
        {
            return (null, new OAuthError("invalid_grant", $"There is no persona {grant.Persona} any more."));
        }

        var tokens = await office.IssueAsync(TokenSubject.Of(persona), audiences.All, cancellationToken);
        return (tokens with { RefreshToken = refreshToken, IdToken = mint.IssueIdToken(persona, clientId, nonce, grant.SignedInAt, tokens.AccessToken), Scope = "openid profile offline_access" }, null);
    }
}
