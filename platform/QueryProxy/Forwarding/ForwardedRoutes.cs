using MeshStarter.Contracts.Products;
using MeshStarter.ServiceDefaults.Outgoing;
using MeshStarter.ServiceDefaults.Start;

namespace MeshStarter.QueryProxy.Forwarding;

/// <summary>
/// The addresses of other services below this one: <c>/catalog</c>, <c>/governance</c>, <c>/iceberg</c>, <c>/schema-registry</c> and <c>/domains/&lt;d&gt;</c>
/// of the domains that the settings name. Nothing else leads anywhere.
/// </summary>
internal sealed class ForwardedRoutes
{
    private const string Domains = "domains";

    private const string DomainsSetting = "Mesh:Query:Domains";

    // Iceberg's and the registry's addresses begin at the catalog with the same segment.
    private static readonly Dictionary<string, (string Service, bool IsOwnSegment)> Services = new(StringComparer.Ordinal)
    {
        ["catalog"] = ("catalog", false),
        ["governance"] = ("governance", false),
        ["iceberg"] = ("catalog", true),
        ["schema-registry"] = ("catalog", true),
    };

    private readonly HashSet<string> _domains;

    private ForwardedRoutes(HashSet<string> domains) => _domains = domains;

    /// <summary>Reads the domains from the settings.</summary>
    /// <exception cref="StartRefusedException">A domain's name is none, or its service has no address; the message names the setting.</exception>
    public static ForwardedRoutes Read(IConfiguration configuration, ServiceDirectory services)
    {
        var domains = (configuration[DomainsSetting] ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).ToHashSet(StringComparer.Ordinal);
        foreach (var domain in domains)
        {
            if (MeshName.Problem(domain) is { } problem)
            {
                throw new StartRefusedException($"Setting {DomainsSetting}: the name of the domain {problem}");
            }

            if (!services.TryFind(ServiceOf(domain), out _))
            {
                throw new StartRefusedException($"Setting services:{ServiceOf(domain)}:http:0 is missing or no http(s) URL: {DomainsSetting} names {domain}. Set it to the address of the domain's service, such as http://localhost:5001.");
            }
        }

        return new ForwardedRoutes(domains);
    }

    /// <summary>Whether a path, decoded, is below one of the addresses.</summary>
    public static bool Cover(PathString path)
    {
        var segment = (path.Value ?? "").Split('/', 3) is [_, var first, ..] ? first : "";
        return segment == Domains || Services.ContainsKey(segment);
    }

    /// <summary>Reads a request's target as the client wrote it, without decoding: what is forwarded is what was judged.</summary>
    /// <param name="target">The target of the request line, of a path that the addresses <see cref="Cover"/>.</param>
    public ForwardedTarget Find(string target)
    {
        if (target.AsSpan().ContainsAnyExceptInRange('!', '~'))
        {
            return new ForwardedTarget.Refused("The request's target has a character that is neither a letter, a digit nor a sign of ASCII. Encode it with percent signs.");
        }

        var end = target.IndexOf('?', StringComparison.Ordinal);
        var (path, query) = end < 0 ? (target, "") : (target[..end], target[end..]);
        var segments = path.Split('/');
        if (segments is not ["", { Length: > 0 } first, ..] || !(first == Domains || Services.ContainsKey(first)))
        {
            return new ForwardedTarget.Refused("The request's target is no plain path. Send the path alone, beginning with the address of a service, such as /catalog.");
        }

        if (Array.FindIndex(segments, 1, segments.Length - 2, segment => segment.Length == 0) > 0 || Array.Exists(segments, IsAmbiguous))
        {
            return new ForwardedTarget.Refused("The path has a segment that is empty, . or .., or that has a slash or backslash in it. Send the path without it.");
        }

        if (Services.TryGetValue(first, out var service))
        {
            return new ForwardedTarget.Found(service.Service, service.IsOwnSegment ? "" : $"/{first}", service.IsOwnSegment ? target : Below(segments[2..], query));
        }

        return segments is [_, _, { Length: > 0 } domain, ..] && _domains.Contains(domain)
            ? new ForwardedTarget.Found(ServiceOf(domain), $"/{Domains}/{domain}", Below(segments[3..], query))
            : new ForwardedTarget.Unknown($"There is no such domain. Its address is /{Domains}/ and its name, such as /{Domains}/orders.");
    }

    private static string Below(string[] segments, string query) => $"/{string.Join('/', segments)}{query}";

    private static bool IsAmbiguous(string segment) =>
        segment.Contains('\\', StringComparison.Ordinal) || Uri.UnescapeDataString(segment) is var text && (text is "." or ".." || text.AsSpan().ContainsAny('/', '\\'));

    // A resource's name has no underscore.
    private static string ServiceOf(string domain) => domain.Replace('_', '-');
}
