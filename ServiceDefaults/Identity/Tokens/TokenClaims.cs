using System.Security.Claims;
using System.Text.Json;

namespace MeshStarter.ServiceDefaults.Identity.Tokens;

/// <summary>Checks a verified token's claims (RFC 7519, RFC 9068). Pure: the caller passes the time.</summary>
internal sealed class TokenClaims(JsonElement payload)
{
    private static readonly TimeSpan Skew = TimeSpan.FromSeconds(30);
    private const int SubjectLimit = 256;
    private const decimal LastNumericDate = 253_402_300_799m; // 9999-12-31T23:59:59Z

    /// <exception cref="TokenRejectedException">A claim is missing, wrong or out of time.</exception>
    public void Check(string issuer, string audience, string? sharedAudience, bool isAccessTokenType, DateTimeOffset now)
    {
        if (!string.Equals(payload.StringOrNull("iss"), issuer, StringComparison.Ordinal))
        {
            throw new TokenRejectedException("iss is not the authority");
        }

        CheckAudience(audience, sharedAudience);
        CheckTimes(now);
        if (payload.StringOrNull("sub") is not { Length: > 0 and <= SubjectLimit })
        {
            throw new TokenRejectedException("sub is missing");
        }

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
            RequireEvidenceOfAccessToken();
        }

        foreach (var list in (string[])[MeshClaims.Roles, MeshClaims.Purpose])
        {
            if (payload.TryGetProperty(list, out var member) && !IsStringOrStrings(member))
            {
                throw new TokenRejectedException($"{list} is no list of strings");
            }
        }
        if (payload.TryGetProperty(MeshClaims.Domain, out var domain) && domain.ValueKind != JsonValueKind.String)
        {
            throw new TokenRejectedException("domain is no string");
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

    private void CheckAudience(string audience, string? shared)
    {
        if (!Names(audience) && (string.IsNullOrEmpty(shared) || !Names(shared)))
        {
            throw new TokenRejectedException("aud does not name this service", $"The access token is not for audience {audience}.");
        }
    }

    private bool Names(string audience) => payload.TryGetProperty("aud", out var member) && IsStringOrStrings(member)
        && (member.ValueKind == JsonValueKind.String
            ? string.Equals(member.GetString(), audience, StringComparison.Ordinal)
            : member.EnumerateArray().Any(one => string.Equals(one.GetString(), audience, StringComparison.Ordinal)));

    private void CheckTimes(DateTimeOffset now)
    {
        if (Time("exp") is not { } expires)
        {
            throw new TokenRejectedException("exp is missing");
        }

        if (now >= expires + Skew)
        {
            throw new TokenRejectedException("expired", "The access token has expired.");
        }

        if (Time("nbf") is { } notBefore && now < notBefore - Skew)
        {
            throw new TokenRejectedException("nbf is ahead", "The access token is not valid yet.");
        }

        if (Time("iat") is { } issued && now < issued - Skew)
        {
            throw new TokenRejectedException("iat is ahead", "The access token is not valid yet.");
        }
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

    private void RequireEvidenceOfAccessToken()
    {
        if (((string[])["nonce", "at_hash", "c_hash"]).Any(claim => payload.TryGetProperty(claim, out _)))
        {
            throw new TokenRejectedException("an ID token");
        }

        if (!((string[])["scope", "scp", MeshClaims.Roles]).Any(claim => payload.TryGetProperty(claim, out _)))
        {
            throw new TokenRejectedException("neither scope nor roles");
        }
    }

    private static bool IsStringOrStrings(JsonElement member) => member.ValueKind == JsonValueKind.String
        || (member.ValueKind == JsonValueKind.Array && member.EnumerateArray().All(one => one.ValueKind == JsonValueKind.String));

    private static string? Text(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => value.GetString(),
        JsonValueKind.Number => value.GetRawText(),
        JsonValueKind.True => "true",
        JsonValueKind.False => "false",
        _ => null,
    };
}
