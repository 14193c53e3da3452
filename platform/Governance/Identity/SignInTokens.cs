namespace MeshStarter.Governance.Identity;

/// <summary>Redeems authorization codes, device codes and refresh tokens (RFC 6749 sections 4.1.3 and 6, RFC 8628 section 3.4).</summary>
internal sealed class SignInTokens(AuthorizationCodes codes, DeviceCodes devices, RefreshTokens refreshing, PersonaDirectory personas, AudienceSelection audiences, TokenOffice office, TokenMint mint)
{
    /// <summary>The grant type of a code.</summary>
    public const string CodeGrant = "authorization_code";

    /// <summary>The grant type of a device code.</summary>
    public const string DeviceGrant = "urn:ietf:params:oauth:grant-type:device_code";

    /// <summary>The grant type of a refresh token.</summary>
    public const string RefreshGrant = "refresh_token";

    /// <summary>Issues the tokens of a sign-in, or returns the error. The client has been authenticated.</summary>
    public async Task<(TokenResponse? Tokens, OAuthError? Error)> RunAsync(string grantType, string clientId, IFormCollection form, CancellationToken cancellationToken)
    {
        var (redeemed, error) = grantType switch
        {
            CodeGrant => RedeemCode(clientId, form),
            DeviceGrant => RedeemDevice(clientId, form),
            _ => Refresh(clientId, form),
        };
        if (redeemed is null)
        {
            return (null, error);
        }

        // Domains, and so their owners, may be gone after a restart.
        if (personas.Find(redeemed.Grant.Persona) is not { } persona)
        {
            return (null, new OAuthError("invalid_grant", $"There is no persona {redeemed.Grant.Persona} any more."));
        }

        var tokens = await office.IssueAsync(TokenSubject.Of(persona), audiences.All, cancellationToken);
        return (tokens with { RefreshToken = redeemed.RefreshToken, IdToken = mint.IssueIdToken(persona, clientId, redeemed.Nonce, redeemed.Grant.SignedInAt, tokens.AccessToken), Scope = "openid profile offline_access" }, null);
    }

    private (Redeemed? Redeemed, OAuthError? Error) RedeemCode(string clientId, IFormCollection form)
    {
        if (codes.Redeem(form["code"].ToString(), clientId, form["redirect_uri"].ToString(), form["code_verifier"].ToString(), out var replayed) is var (grant, request))
        {
            return (new Redeemed(grant, refreshing.Issue(grant), request.Nonce), null);
        }

        if (replayed is not null)
        {
            refreshing.Revoke(replayed);
        }

        return (null, new OAuthError("invalid_grant", "code is none of this client's, has expired, was redeemed before, or does not fit redirect_uri and code_verifier."));
    }

    private (Redeemed? Redeemed, OAuthError? Error) RedeemDevice(string clientId, IFormCollection form)
    {
        var (grant, error) = devices.Collect(form["device_code"].ToString(), clientId);
        return (grant is null ? null : new Redeemed(grant, refreshing.Issue(grant)), error);
    }

    private (Redeemed? Redeemed, OAuthError? Error) Refresh(string clientId, IFormCollection form) => refreshing.Use(form["refresh_token"].ToString(), clientId) is var (grant, next)
        ? (new Redeemed(grant, next), null)
        : (null, new OAuthError("invalid_grant", "refresh_token is none of this client's, has expired, or was used before."));

    private sealed record Redeemed(SignInGrant Grant, string RefreshToken, string? Nonce = null);
}
