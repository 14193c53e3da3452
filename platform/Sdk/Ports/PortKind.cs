using MeshStarter.Contracts.Products;

namespace MeshStarter.Sdk.Ports;

/// <summary>The name and address of a port.</summary>
/// <param name="Type">Its name in descriptors.</param>
/// <param name="Segment">The last segment of its address.</param>
/// <param name="Endpoint">The name of its endpoint.</param>
/// <param name="Summary">A summary of its answer.</param>
internal sealed record PortKind(PortType Type, string Segment, string Endpoint, string Summary)
{
    /// <summary>Whether clients keep the port's rows, and ask what is hidden from them now.</summary>
    public bool HasObligations { get; init; } = true;
}
