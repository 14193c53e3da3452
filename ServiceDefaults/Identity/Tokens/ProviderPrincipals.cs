using System.Text.Json;
using System.Text.Json.Nodes;
using MeshStarter.ServiceDefaults.Identity.Provider;

namespace MeshStarter.ServiceDefaults.Identity.Tokens;

/// <summary>
/// Reads a verified token of the provider as the mesh's own: a service by its identifier at the provider, a person by the subject claim, with domain and
/// roles from groups. What follows (rules, audit, catalog) sees the mesh's names alone.
/// </summary>
internal sealed class ProviderPrincipals(ProviderOptions options)
{
    // A service is what the settings say, so nothing else of its token counts.
    private static readonly string[] KeptOfServices = [MeshClaims.Issuer, "aud", "exp", "nbf", "iat", MeshClaims.TokenId, MeshClaims.Purpose, "cnf"];

    /// <summary>Returns the service that an access token is of; null where it is a person's.</summary>
    /// <exception cref="TokenRejectedException">It is an application's that is no service, or that of two.</exception>
    public string? FindService(TokenClaims token)
    {
        if (options.Clients.Count == 0)
        {
            return null;
        }

        var party = TokenParty.Of(token.Payload);
        var own = Named(token.Payload, [MeshClaims.Subject, "oid"]);
        if (party is { IsApplication: true, IsPerson: true })
        {
            throw new TokenRejectedException("its claims are those of an application's own token and those of a person's");
        }

        if (party.IsPerson && own.Count > 0)
        {
            throw new TokenRejectedException($"a person's token with an identifier of {own.First()}");
        }

        if (!party.IsApplication && own.Count == 0)
        {
            return null;
        }

        var callers = Named(token.Payload, TokenParty.OfClients);
        var named = own.Union(callers).ToHashSet(StringComparer.Ordinal);
        return named.Count > 1 ? throw new TokenRejectedException($"its identifiers are of {string.Join(" and ", named.Order(StringComparer.Ordinal))}")
            : named.Count == 0 ? throw Unknown(token.Payload)
            // A person may have chosen a subject that is a client's id elsewhere; the client is the provider's word.
            : !party.IsApplication && callers.Count == 0 ? throw new TokenRejectedException($"its subject is of {named.First()}, and its client is not")
            : named.First();
    }

    /// <summary>Returns the claims of an access token in the mesh's form.</summary>
    /// <param name="token">The token.</param>
    /// <param name="service">The service that it is of, from <see cref="FindService"/>; null for a person.</param>
    /// <exception cref="TokenRejectedException">A claim that is needed is missing, or gives a person what people do not have.</exception>
    public TokenClaims Read(TokenClaims token, string? service) => service is not null ? OfService(token.Payload, service) : ReadPerson(token);

    /// <summary>Returns the claims of a person's token in the mesh's form.</summary>
    /// <exception cref="TokenRejectedException">A claim that is needed is missing, or gives a person what people do not have.</exception>
    public TokenClaims ReadPerson(TokenClaims token)
    {
        var payload = token.Payload;
        if (options is { Clients.Count: 0, Claims.Count: 0, SubjectClaim: MeshClaims.Subject })
        {
            return token;
        }

        var subject = payload.StringOrNull(options.SubjectClaim) is { Length: > 0 } text ? text : throw new TokenRejectedException($"{options.SubjectClaim} is missing");
        var claims = JsonObject.Create(payload)!;
        claims[MeshClaims.Subject] = subject;
        AddByRules(payload, claims);
        if (options.Clients.Count > 0 && (PlatformServices.Names.Contains(subject, StringComparer.Ordinal) || options.Clients.Values.Contains(subject, StringComparer.Ordinal)))
        {
            throw new TokenRejectedException($"a person's token with the subject {subject}, which is a service's name");
        }

        return options.Clients.Count > 0 && Texts(claims[MeshClaims.Roles]).Contains(MeshRoles.Service, StringComparer.Ordinal)
            ? throw new TokenRejectedException("role service in a token that is of no service in Mesh:Identity:Clients")
            : Claims(claims);
    }

    private static TokenClaims OfService(JsonElement payload, string service)
    {
        var claims = new JsonObject(JsonObject.Create(payload)!.Where(claim => KeptOfServices.Contains(claim.Key, StringComparer.Ordinal)).Select(claim => KeyValuePair.Create(claim.Key, claim.Value?.DeepClone())));
        (claims[MeshClaims.Subject], claims[MeshClaims.Roles]) = (service, new JsonArray(MeshRoles.Service));
        // A domain's name has no hyphen: nightly-report is a service of no domain.
        if (!PlatformServices.Names.Contains(service, StringComparer.Ordinal) && !service.Contains('-', StringComparison.Ordinal))
        {
            claims[MeshClaims.Domain] = service;
        }

        return Claims(claims);
    }

    private void AddByRules(JsonElement payload, JsonObject claims)
    {
        if (options.Claims.Count == 0)
        {
            return;
        }

        RefuseOverage(payload);
        var fitting = options.Claims.Where(rule => ValuesOf(payload, rule.Claim).Contains(rule.Value, StringComparer.Ordinal)).ToList();
        // A claim that a rule reads counts by the rules alone.
        var roles = (Reads(MeshClaims.Roles) ? [] : Texts(claims[MeshClaims.Roles])).Concat(fitting.SelectMany(rule => rule.Roles)).Distinct(StringComparer.Ordinal).ToList();
        var domains = (Reads(MeshClaims.Domain) ? [] : Texts(claims[MeshClaims.Domain])).Concat(fitting.Select(rule => rule.Domain).OfType<string>()).Distinct(StringComparer.Ordinal).ToList();
        if (domains.Count > 1)
        {
            throw new TokenRejectedException($"its claims give two domains: {string.Join(" and ", domains)}", "The access token's groups give you two domains, and a person has one.");
        }

        claims[MeshClaims.Roles] = new JsonArray([.. roles.Select(role => JsonValue.Create(role))]);
        claims.Remove(MeshClaims.Domain);
        if (domains is [var domain])
        {
            claims[MeshClaims.Domain] = domain;
        }
    }

    // Entra leaves out groups that are too many, and names where they are: that is not the same as none.
    private void RefuseOverage(JsonElement payload)
    {
        var elsewhere = payload.TryGetProperty("_claim_names", out var names) && names.ValueKind == JsonValueKind.Object ? names.EnumerateObject().Select(name => name.Name).ToList() : [];
        if (payload.TryGetProperty("hasgroups", out var has) && has.ValueKind != JsonValueKind.False)
        {
            elsewhere.Add("groups");
        }

        if (elsewhere.Find(Reads) is { } claim)
        {
            throw new TokenRejectedException(
                $"{claim} are too many for the token (overage): the provider names them elsewhere. Limit the claim to groups assigned to the application",
                $"The access token leaves out its {claim}, which are too many.");
        }
    }

    private bool Reads(string claim) => options.Claims.Any(rule => rule.Claim == claim || rule.Claim.StartsWith(claim + ".", StringComparison.Ordinal));

    private HashSet<string> Named(JsonElement payload, IEnumerable<string> claims) =>
        [.. claims.Select(claim => payload.StringOrNull(claim)).OfType<string>().Select(identifier => options.Clients.GetValueOrDefault(identifier)).OfType<string>()];

    private static TokenRejectedException Unknown(JsonElement payload) => new(
        "an application's token, whose "
        + string.Join(", ", TokenParty.OfClients.Prepend("oid").Prepend(MeshClaims.Subject).Where(claim => payload.StringOrNull(claim) is not null).Select(claim => $"{claim} {payload.StringOrNull(claim)}"))
        + " is of no service in Mesh:Identity:Clients",
        "The access token is an application's that is no service of the mesh.");

    // A name may have dots of its own (https://example.org/roles); else they are steps in nested claims.
    private static IReadOnlyList<string> ValuesOf(JsonElement payload, string path)
    {
        if (payload.TryGetProperty(path, out var found))
        {
            return Texts(found);
        }

        var element = payload;
        return path.Split('.').All(step => element.ValueKind == JsonValueKind.Object && element.TryGetProperty(step, out element)) ? Texts(element) : [];
    }

    private static IReadOnlyList<string> Texts(JsonNode? node) => node is null ? [] : Texts(JsonSerializer.SerializeToElement(node));

    private static IReadOnlyList<string> Texts(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.String => [element.GetString()!],
        JsonValueKind.Array => [.. element.EnumerateArray().Where(one => one.ValueKind == JsonValueKind.String).Select(one => one.GetString()!)],
        _ => [],
    };

    private static TokenClaims Claims(JsonObject claims) => new(JsonSerializer.SerializeToElement(claims));
}
