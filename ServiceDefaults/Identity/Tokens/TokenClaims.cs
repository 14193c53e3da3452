using System.Security.Claims;
using System.Text.Json;

namespace MeshStarter.ServiceDefaults.Identity.Tokens;

/// <summary>
/// The claims of a token whose signature, issuer and audience are verified (RFC 7519, RFC 9068). Pure: the caller passes the time. The library reads
/// dates that are texts or beyond the calendar, and lists of anything; here each claim has one form.
/// </summary>
internal sealed class TokenClaims(JsonElement payload)
{
    private static readonly TimeSpan Skew = TimeSpan.FromSeconds(30);
    private const int SubjectLimit = 256;
    private const decimal LastNumericDate = 253_402_300_799m; // 9999-12-31T23:59:59Z

    /// <summary>The claims as JSON.</summary>
    public JsonElement Payload => payload;

    /// <summary>Checks the claims that an access token has at all times.</summary>
    /// <param name="isAccessTokenType">Whether the token's type says that it is one; otherwise its claims must.</param>
    /// <param name="isService">Whether it is known to be a service's: no user signs in as one, so it is no ID token.</param>
    /// <exception cref="TokenRejectedException">A claim is missing, or of another form.</exception>
    public void CheckAccessToken(bool isAccessTokenType, bool isService)
    {
        CheckSubject();
        // A token bound to a proof of possession must not count as a plain bearer token.
        if (payload.TryGetProperty("cnf", out _))
        {
            throw new TokenRejectedException("cnf is not supported");
        }

        if (isAccessTokenType)
        {
            RequireAccessTokenClaims();
        }
        else
        {
            RequireEvidenceOfAccessToken(isService);
        }
    }

    /// <summary>Checks the forms of the claims that rules see.</summary>
    /// <exception cref="TokenRejectedException">A claim is missing, or of another form.</exception>
    public void CheckPrincipal()
    {
        CheckSubject();
        foreach (var list in (string[])[MeshClaims.Roles, MeshClaims.Purpose])
        {
            if (payload.TryGetProperty(list, out _) && !HasTexts(list))
            {
                throw new TokenRejectedException($"{list} is no list of strings");
            }
        }
        if (payload.TryGetProperty(MeshClaims.Domain, out var domain) && domain.ValueKind != JsonValueKind.String)
        {
            throw new TokenRejectedException("domain is no string");
        }
    }

    /// <summary>Checks that the token has a subject.</summary>
    /// <exception cref="TokenRejectedException">It has none.</exception>
    public void CheckSubject()
    {
        if (payload.StringOrNull(MeshClaims.Subject) is not { Length: > 0 and <= SubjectLimit })
        {
            throw new TokenRejectedException("sub is missing");
        }
    }

    /// <summary>Checks that the token is valid now.</summary>
    /// <param name="now">The time.</param>
    /// <param name="begins">The claims whose time must have come, where the token has them.</param>
    /// <exception cref="TokenRejectedException">It has expired, has no end, or is not valid yet.</exception>
    public void CheckTimes(DateTimeOffset now, params ReadOnlySpan<string> begins)
    {
        if (Time("exp") is not { } expires)
        {
            throw new TokenRejectedException("exp is missing");
        }

        if (now >= expires + Skew)
        {
            throw new TokenRejectedException("expired", "The access token has expired.");
        }

        foreach (var claim in begins)
        {
            if (Time(claim) is { } begin && now < begin - Skew)
            {
                throw new TokenRejectedException($"{claim} is ahead", "The access token is not valid yet by this service's clock: set it and the authority's by the same time.");
            }
        }
    }

    /// <summary>Returns the claims under their own names: strings, numbers and booleans, a list as one claim per string. Objects are left out.</summary>
    public ClaimsPrincipal ToPrincipal()
    {
        var identity = new ClaimsIdentity(MeshBearerDefaults.AuthenticationScheme, MeshClaims.Subject, MeshClaims.Roles);
        foreach (var member in payload.EnumerateObject())
        {
            foreach (var value in member.Value.ValueKind == JsonValueKind.Array ? [.. member.Value.EnumerateArray()] : new[] { member.Value })
            {
                if (Text(value) is { } text)
                {
                    identity.AddClaim(new Claim(member.Name, text, ClaimValueTypes.String, payload.StringOrNull("iss")));
                }
            }
        }
        return new ClaimsPrincipal(identity);
    }

    private DateTimeOffset? Time(string claim)
    {
        if (!payload.TryGetProperty(claim, out var member))
        {
            return null;
        }

        // Only a decimal is safe here: GetInt64 fails on 1.0e9 and GetDouble makes 1e400 infinite.
        return member.ValueKind == JsonValueKind.Number && member.TryGetDecimal(out var seconds) && seconds is >= 0 and <= LastNumericDate
            ? DateTimeOffset.UnixEpoch.AddTicks((long)(seconds * TimeSpan.TicksPerSecond))
            : throw new TokenRejectedException($"{claim} is no date");
    }

    private void RequireAccessTokenClaims()
    {
        foreach (var claim in (string[])[MeshClaims.ClientId, MeshClaims.TokenId])
        {
            if (payload.StringOrNull(claim) is not { Length: > 0 })
            {
                throw new TokenRejectedException($"{claim} is missing");
            }
        }
        if (!payload.TryGetProperty("iat", out _))
        {
            throw new TokenRejectedException("iat is missing");
        }
    }

    private void RequireEvidenceOfAccessToken(bool isService)
    {
        if (((string[])["nonce", "at_hash", "c_hash"]).Any(claim => payload.TryGetProperty(claim, out _)))
        {
            throw new TokenRejectedException("an ID token");
        }

        // Keycloak's ID, refresh and logout tokens have the same header as its access tokens.
        if (payload.TryGetProperty("typ", out var type) && !(type.ValueKind == JsonValueKind.String && string.Equals(type.GetString(), "Bearer", StringComparison.OrdinalIgnoreCase)))
        {
            throw new TokenRejectedException("its claim typ is not Bearer");
        }

        if (!isService && !((string[])["scope", "scp", MeshClaims.Roles]).Any(claim => payload.TryGetProperty(claim, out _)))
        {
            throw new TokenRejectedException("neither scope nor roles");
        }
    }

    private bool HasTexts(string claim) => payload.TryGetProperty(claim, out var member)
        && (member.ValueKind == JsonValueKind.String || (member.ValueKind == JsonValueKind.Array && member.EnumerateArray().All(one => one.ValueKind == JsonValueKind.String)));

    private static string? Text(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => value.GetString(),
        JsonValueKind.Number => value.GetRawText(),
        JsonValueKind.True => "true",
        JsonValueKind.False => "false",
        _ => null,
    };
}
