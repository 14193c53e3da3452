using System.Text.RegularExpressions;
using MeshStarter.ServiceDefaults.Start;
using Microsoft.Extensions.Configuration;

namespace MeshStarter.ServiceDefaults.Identity.Provider;

/// <summary>Reads the settings of a provider's names, and refuses those that could make two principals of one, or one of two.</summary>
internal static partial class ProviderSettings
{
    private const string Clients = "Mesh:Identity:Clients";
    private const string Claims = "Mesh:Identity:Claims";
    private const string Audiences = "Mesh:Identity:Audiences";

    // A person or an administrator changes them, and another person may get them next.
    private static readonly string[] NotForSubjects =
        ["preferred_username", "email", "upn", "unique_name", "name", "nickname", "given_name", "family_name", "phone_number", "aud", "iss", "azp", "appid", "client_id", "tid", "scp", "scope", "roles", "groups"];

    private static readonly string[] MembersOfRule = ["Claim", "Value", "Domain", "Roles"];

    /// <summary>Reads the settings.</summary>
    /// <exception cref="StartRefusedException">One cannot be used; the message names it.</exception>
    public static ProviderOptions Read(IConfiguration configuration)
    {
        var options = new ProviderOptions
        {
            SubjectClaim = ReadSubject(configuration["Mesh:Identity:SubjectClaim"]),
            Clients = ReadClients(configuration.GetSection(Clients)),
            Claims = [.. configuration.GetSection(Claims).GetChildren().Select(ReadRule)],
            Audiences = ReadAudiences(configuration.GetSection(Audiences)),
            AudienceForm = ReadForm(configuration["Mesh:Identity:AudienceForm"]),
        };
        RefuseTwoDomains(options.Claims);
        RefuseTwoAudiences(options);
        return (options.Audiences.Count > 0 || options.AudienceForm is not null) && configuration["Mesh:Identity:SharedAudience"] is { Length: > 0 }
            ? throw new StartRefusedException($"Setting Mesh:Identity:SharedAudience excludes {Audiences} and Mesh:Identity:AudienceForm: a token is for one service, or for all. Take it out.")
            : options;
    }

    private static string ReadSubject(string? claim) => string.IsNullOrWhiteSpace(claim) ? MeshClaims.Subject
        : NotForSubjects.Contains(claim, StringComparer.OrdinalIgnoreCase)
            ? throw new StartRefusedException($"Setting Mesh:Identity:SubjectClaim is {claim}, which is not one person's for ever. Set it to the provider's id of a person: sub, or oid of Microsoft Entra.")
            : claim;

    private static Dictionary<string, string> ReadClients(IConfigurationSection section)
    {
        var names = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var client in section.GetChildren())
        {
            RequireName(client);
            foreach (var identifier in Identifiers(client))
            {
                if (!names.TryAdd(identifier, client.Key))
                {
                    throw new StartRefusedException($"Setting {Clients}:{client.Key} has {identifier}, as {Clients}:{names[identifier]} does. An identifier is of one service: take it out of one of them.");
                }
            }
        }

        return names.ToDictionary(StringComparer.Ordinal);
    }

    private static Dictionary<string, IReadOnlyList<string>> ReadAudiences(IConfigurationSection section)
    {
        var audiences = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);
        foreach (var service in section.GetChildren())
        {
            RequireName(service);
            audiences[service.Key] = Identifiers(service);
        }

        return audiences;
    }

    private static ClaimValueRule ReadRule(IConfigurationSection section)
    {
        var unknown = section.GetChildren().FirstOrDefault(member => !MembersOfRule.Contains(member.Key, StringComparer.OrdinalIgnoreCase));
        if (unknown is not null || section.Value is not null)
        {
            throw new StartRefusedException($"Setting {unknown?.Path ?? section.Path} is not known. An element of {Claims} has Claim, Value, Domain and Roles.");
        }

        if (section["Claim"] is not { Length: > 0 } claim || section["Value"] is not { Length: > 0 } value)
        {
            throw new StartRefusedException($"Setting {section.Path} has no Claim or no Value. Set {section.Path}:Claim to the name of a claim, such as groups, and {section.Path}:Value to a value of it.");
        }

        var domain = section["Domain"] is { Length: > 0 } given ? given : null;
        var roles = Values(section.GetSection("Roles"));
        if (domain is null && roles.Count == 0)
        {
            throw new StartRefusedException($"Setting {section.Path} gives nothing. Set {section.Path}:Domain or {section.Path}:Roles.");
        }

        if (domain is not null && (PlatformServices.Names.Contains(domain, StringComparer.Ordinal) || !Name().IsMatch(domain)))
        {
            throw new StartRefusedException($"Setting {section.Path}:Domain is \"{domain}\", which is no domain's name. Set it to the domain of these people, such as orders.");
        }

        return roles.Contains(MeshRoles.Service, StringComparer.OrdinalIgnoreCase)
            ? throw new StartRefusedException($"Setting {section.Path}:Roles has {MeshRoles.Service}, which people do not have. Name services in {Clients}.")
            : new ClaimValueRule(claim, Normal(value), domain, roles);
    }

    private static string? ReadForm(string? form) => string.IsNullOrWhiteSpace(form) ? null
        : form.Split(ProviderAudiences.Placeholder).Length == 2 ? form
        : throw new StartRefusedException($"Setting Mesh:Identity:AudienceForm is \"{form}\". It has {ProviderAudiences.Placeholder} once, such as api://example.org/{ProviderAudiences.Placeholder}.");

    private static void RefuseTwoDomains(IReadOnlyList<ClaimValueRule> rules)
    {
        var unclear = rules.GroupBy(rule => (rule.Claim, rule.Value)).FirstOrDefault(same => same.Select(rule => rule.Domain).OfType<string>().Distinct(StringComparer.Ordinal).Count() > 1);
        if (unclear is not null)
        {
            throw new StartRefusedException($"Setting {Claims} gives {unclear.Key.Claim} {unclear.Key.Value} two domains. A person has one: take one out.");
        }
    }

    private static void RefuseTwoAudiences(ProviderOptions options)
    {
        var form = new ProviderAudiences(options with { Audiences = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal) });
        var seen = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var (service, identifiers) in options.Audiences)
        {
            foreach (var identifier in identifiers)
            {
                var other = !seen.TryAdd(identifier, service) ? seen[identifier] : options.AudienceForm is null ? service : form.FindService(identifier) ?? service;
                if (other != service)
                {
                    throw new StartRefusedException($"Setting {Audiences}:{service} has {identifier}, which is an audience of {other}. An audience is of one service: take it out of one of them.");
                }
            }
        }
    }

    private static void RequireName(IConfigurationSection named)
    {
        if (!Name().IsMatch(named.Key) || named.Key == MeshRoles.Service)
        {
            throw new StartRefusedException($"Setting {named.Path} is not of the name of a service. Names have lower-case letters, digits, _ and -, such as orders.");
        }
    }

    private static IReadOnlyList<string> Identifiers(IConfigurationSection section) => Values(section) is { Count: > 0 } identifiers
        ? [.. identifiers.Select(Normal).Distinct(StringComparer.Ordinal)]
        : throw new StartRefusedException($"Setting {section.Path} is empty. Set it to the identifier at the provider; several are separated by commas.");

    // A list, or one text whose parts are separated by commas.
    private static IReadOnlyList<string> Values(IConfigurationSection section) =>
        [.. section.GetChildren().Select(element => element.Value ?? "").Prepend(section.Value ?? "").SelectMany(text => text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))];

    // Providers write GUIDs in lower case, people as they find them.
    private static string Normal(string identifier) => Guid.TryParseExact(identifier, "D", out var guid) ? guid.ToString() : identifier;

    [GeneratedRegex("^[a-z][a-z0-9_-]{0,62}$", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Name();
}
