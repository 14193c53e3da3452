using System.Diagnostics.CodeAnalysis;
using MeshStarter.Contracts.Products;
using MeshStarter.ServiceDefaults.Start;

namespace MeshStarter.Catalog.Domains;

/// <summary>
/// The address that the mesh gave each domain's service: section <c>Mesh:Domains</c>, from the AppHost for those that it runs and from the
/// operator for all others. Clients follow the addresses of ports with their tokens, so a port is registered below its domain's address only.
/// </summary>
internal sealed class DomainAddresses
{
    private const string SectionName = "Mesh:Domains";

    private const string Address = "PublicUrl";

    private readonly Dictionary<string, Uri> _addresses;
    private readonly IReadOnlyList<Uri> _services;
    private readonly bool _takesLoopback;

    private DomainAddresses(Dictionary<string, Uri> addresses, IReadOnlyList<Uri> services, bool takesLoopback) =>
        (_addresses, _services, _takesLoopback) = (addresses, services, takesLoopback);

    /// <summary>Reads the section.</summary>
    /// <param name="configuration">The configuration; it has the addresses of the services that the catalog calls, too.</param>
    /// <param name="isDevelopment">In Development, where no domain has an address, ports may be anywhere on this machine but at a service of the platform.</param>
    /// <exception cref="StartRefusedException">A setting is unknown, or its value can be no domain's address; the message names it.</exception>
    public static DomainAddresses Read(IConfiguration configuration, bool isDevelopment)
    {
        var services = configuration.GetSection("services").GetChildren().SelectMany(service => service.GetChildren()).SelectMany(scheme => scheme.GetChildren())
            .Select(address => address.Value).Append(configuration["Mesh:Identity:Authority"])
            .Select(address => Uri.TryCreate(address, UriKind.Absolute, out var service) ? service : null).OfType<Uri>().ToList();
        Dictionary<string, Uri> addresses = new(StringComparer.Ordinal);
        foreach (var domain in configuration.GetSection(SectionName).GetChildren())
        {
            if (domain.GetChildren().FirstOrDefault(setting => !setting.Key.Equals(Address, StringComparison.OrdinalIgnoreCase)) is { } unknown)
            {
                throw new StartRefusedException($"Setting {SectionName}:{domain.Key}:{unknown.Key} is not known. Did you mean {Setting(domain.Key)}?");
            }

            if (MeshName.Problem(domain.Key) is { } problem)
            {
                throw new StartRefusedException($"Setting {Setting(domain.Key)}: the name of the domain {problem}");
            }

            if (!TryRead(domain[Address], out var address))
            {
                throw new StartRefusedException($"Setting {Setting(domain.Key)}: \"{domain[Address]}\" is no address of a service. Set it to an absolute http or https address without user, query and fragment, such as http://localhost:5001.");
            }

            if (ForbiddenHost.Is(address))
            {
                throw new StartRefusedException($"Setting {Setting(domain.Key)}: {address.Host} is no host of a service: tokens of the mesh are never sent there. Set it to the address at which readers reach the service.");
            }

            if (services.Find(service => IsAt(address, service) || IsAt(service, address)) is { } taken)
            {
                throw new StartRefusedException($"Setting {Setting(domain.Key)}: {taken} is the address of a service of the platform. Set it to the domain's own.");
            }

            if (addresses.FirstOrDefault(other => IsAt(address, other.Value) || IsAt(other.Value, address)) is { Key: { } neighbour })
            {
                throw new StartRefusedException($"Setting {Setting(domain.Key)}: {address} overlaps {Setting(neighbour)}. Give each domain an address of its own.");
            }

            addresses.Add(domain.Key, address);
        }

        return new DomainAddresses(addresses, services, isDevelopment && addresses.Count == 0);
    }

    /// <summary>Gets the domains that have an address.</summary>
    public IEnumerable<string> Domains => _addresses.Keys;

    /// <summary>Returns whether the mesh gave a domain an address, registered products or not.</summary>
    public bool Has(string domain) => _addresses.ContainsKey(domain);

    /// <summary>Returns the address that the mesh gave a domain; null where it gave none.</summary>
    public Uri? Find(string domain) => _addresses.GetValueOrDefault(domain);

    /// <summary>Returns why a domain's port may not be at an address; null when it may.</summary>
    /// <param name="domain">The domain.</param>
    /// <param name="port">The address.</param>
    /// <param name="own">The addresses at which the catalog itself listens.</param>
    public string? Problem(string domain, string port, IEnumerable<string> own)
    {
        if (!Uri.TryCreate(port, UriKind.Absolute, out var address) || address.Scheme is not ("http" or "https"))
        {
            return $"{Quoted.Text(port)} is not an absolute http or https address.";
        }

        if (address.UserInfo.Length > 0 || ForbiddenHost.Is(address))
        {
            return $"{Quoted.Text(port)} is no address of a service: it names a user, or a host to which tokens of the mesh are never sent. Register the ports below the address of the domain's service.";
        }

        if (_addresses.TryGetValue(domain, out var given))
        {
            return IsAt(address, given) ? null : $"{Quoted.Text(port)} is not below {given}, the address that the mesh gave {domain}. Set Mesh:PublicUrl of its service to that address, or {Setting(domain)} of the catalog to the address at which readers reach it.";
        }

        return !_takesLoopback ? $"the mesh gave {domain} no address, so none of its ports is registered. Set {Setting(domain)} of the catalog to the address at which readers reach its service, such as http://localhost:5001."
            : !address.IsLoopback ? $"{Quoted.Text(port)} is not on this machine. Set {Setting(domain)} of the catalog to the address at which readers reach the service of {domain}."
            : _services.Concat(own.Select(service => TryRead(service, out var read) ? read : null).OfType<Uri>()).Any(service => service.Port == address.Port && service.IsLoopback)
                ? $"{Quoted.Text(port)} is at a service of the platform. Register the ports below the address of the domain's service."
                : null;
    }

    private static string Setting(string domain) => $"{SectionName}:{domain}:{Address}";

    private static bool TryRead(string? text, [NotNullWhen(true)] out Uri? address) =>
        Uri.TryCreate(text, UriKind.Absolute, out address) && address is { Scheme: "http" or "https", UserInfo: "", Query: "", Fragment: "" };

    // Whether an address is another or below it: the same origin, and the path that begins with its segments.
    private static bool IsAt(Uri address, Uri other) =>
        address.Scheme == other.Scheme && address.Port == other.Port && string.Equals(address.IdnHost, other.IdnHost, StringComparison.OrdinalIgnoreCase)
        && (address.AbsolutePath + "/").StartsWith(other.AbsolutePath.TrimEnd('/') + "/", StringComparison.Ordinal);
}
