using MeshStarter.Catalog.Domains;
using MeshStarter.Contracts.Descriptors;
using MeshStarter.Contracts.Products;
using MeshStarter.Contracts.Registration;
using MeshStarter.Contracts.Texts;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace MeshStarter.Catalog.Products;

/// <summary>Validates the addresses of ports: one for each port of the descriptor, and below the address that the mesh gave the domain.</summary>
internal sealed class PortAddresses(DomainAddresses addresses, IServer server)
{
    /// <summary>Returns what is wrong with the addresses of a product's ports; null when nothing is.</summary>
    public string? Problem(DataProductDescriptor descriptor, IReadOnlyList<PortLocation> ports)
    {
        if (!ports.Select(port => port.Type).Order().SequenceEqual(descriptor.Ports.Order()))
        {
            return $"ports: must give an address for each port of the descriptor ({string.Join(", ", descriptor.Ports)}) and no other.";
        }

        if (ports.FirstOrDefault(port => VisibleText.Refused(port.Url, hasLines: false) is not null) is { } unreadable)
        {
            return $"ports: {Quoted.Text(unreadable.Url)} holds control characters. Remove them.";
        }

        var own = server.Features.Get<IServerAddressesFeature>()?.Addresses ?? [];
        return ports.Select(port => addresses.Problem(descriptor.Name.Domain, port.Url, own)).FirstOrDefault(problem => problem is not null) is { } wrong ? $"ports: {wrong}" : null;
    }
}
