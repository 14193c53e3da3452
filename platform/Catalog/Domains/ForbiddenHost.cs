using System.Net;

namespace MeshStarter.Catalog.Domains;

/// <summary>Hosts that are no service of any mesh: link-local addresses, and the metadata services of clouds, which hand out credentials.</summary>
internal static class ForbiddenHost
{
    // Of AWS and others, Azure, Alibaba, Oracle, AWS by IPv6.
    private static readonly HashSet<IPAddress> Metadata =
        [.. new[] { "168.63.129.16", "100.100.100.200", "192.0.0.192", "fd00:ec2::254" }.Select(IPAddress.Parse)];

    private static readonly HashSet<string> MetadataNames =
        new(["metadata", "metadata.google.internal", "metadata.goog", "instance-data", "instance-data.ec2.internal", "metadata.azure.internal"], StringComparer.OrdinalIgnoreCase);

    /// <summary>Returns whether an address is at such a host.</summary>
    public static bool Is(Uri address)
    {
        if (!IPAddress.TryParse(address.IdnHost, out var ip))
        {
            return MetadataNames.Contains(address.IdnHost.TrimEnd('.'));
        }

        ip = ip.IsIPv4MappedToIPv6 ? ip.MapToIPv4() : ip;
        return ip.IsIPv6LinkLocal || ip.IsIPv6Multicast || ip.Equals(IPAddress.Any) || ip.Equals(IPAddress.IPv6Any) || Metadata.Contains(new IPAddress(ip.GetAddressBytes()))
            || (ip.AddressFamily == System.Net.Sockets.AddressFamily.InterNetwork && ip.GetAddressBytes() is [169, 254, ..] or [>= 224, ..]);
    }
}
